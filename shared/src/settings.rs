//! What a manager changes of a house while it runs: one event, and every screen goes by it at once.

use serde::{Deserialize, Serialize};

use crate::board::LocationView;
use crate::location::{DISPLAY_DEADLINE_MAX, FirePlan, Location, Pace, Thresholds};
use crate::menu::{Faults, FieldError};
use crate::strict;

/// The latest that a ticket may turn late, in seconds: later than that nobody cooks it any more.
const LATE_MAX: u32 = 24 * 3_600;

/// All of it, as it is sent and told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(deserialize_with = "strict::thresholds")]
    pub thresholds: Thresholds,
    pub fire_plan: FirePlan,
    pub display_deadline_s: u32,
    pub screen_offline_s: u32,
}

/// What was changed, as it is from now on.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct LocationChanged {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Thresholds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_plan: Option<FirePlan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_deadline_s: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen_offline_s: Option<u32>,
}

impl Settings {
    pub fn of(location: &Location) -> Settings {
        Settings {
            thresholds: location.thresholds,
            fire_plan: location.fire_plan,
            display_deadline_s: location.display_deadline_s,
            screen_offline_s: location.screen_offline_s,
        }
    }

    pub fn faults(&self) -> Vec<FieldError> {
        let mut faults = Faults::default();
        let Thresholds { warn_seconds, late_seconds, dine_in, takeaway, delivery } = self.thresholds;
        let all = Some(Pace { warn_seconds, late_seconds });
        for (place, pace) in [("", all), ("/dine_in", dine_in), ("/takeaway", takeaway), ("/delivery", delivery)] {
            let Some(pace) = pace else { continue };
            if !(1..=LATE_MAX).contains(&pace.late_seconds) {
                faults.add(format!("/thresholds{place}/late_seconds"), format!("between 1 and {LATE_MAX}"));
            }
            if pace.warn_seconds == 0 || pace.warn_seconds >= pace.late_seconds {
                faults.add(format!("/thresholds{place}/warn_seconds"), "between 1 and late_seconds, and less than that");
            }
        }
        for (place, seconds) in [("/display_deadline_s", self.display_deadline_s), ("/screen_offline_s", self.screen_offline_s)] {
            if !(1..=DISPLAY_DEADLINE_MAX).contains(&seconds) {
                faults.add(place, format!("between 1 and {DISPLAY_DEADLINE_MAX}"));
            }
        }
        faults.0
    }

    /// `None`: they are as they were.
    pub fn since(&self, before: &Settings) -> Option<LocationChanged> {
        fn news<T: PartialEq + Copy>(now: T, before: T) -> Option<T> {
            (now != before).then_some(now)
        }
        let changed = LocationChanged {
            thresholds: news(self.thresholds, before.thresholds),
            fire_plan: news(self.fire_plan, before.fire_plan),
            display_deadline_s: news(self.display_deadline_s, before.display_deadline_s),
            screen_offline_s: news(self.screen_offline_s, before.screen_offline_s),
        };
        (changed != LocationChanged::default()).then_some(changed)
    }

    /// The location goes by them.
    pub fn enter(&self, location: &mut Location) {
        location.thresholds = self.thresholds;
        location.fire_plan = self.fire_plan;
        location.display_deadline_s = self.display_deadline_s;
        location.screen_offline_s = self.screen_offline_s;
    }
}

impl LocationChanged {
    /// A screen goes by it; the other two are the server's alone.
    pub fn fold(&self, location: &mut LocationView) {
        location.thresholds = self.thresholds.unwrap_or(location.thresholds);
        location.fire_plan = self.fire_plan.unwrap_or(location.fire_plan);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            thresholds: Thresholds::plain(480, 780),
            fire_plan: FirePlan::Advise,
            display_deadline_s: 10,
            screen_offline_s: 30,
        }
    }

    fn pointers(settings: &Settings) -> Vec<String> {
        settings.faults().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn late_comes_after_warn_in_every_channel() {
        assert_eq!(pointers(&settings()), Vec::<String>::new());
        let mut wrong = settings();
        wrong.thresholds.late_seconds = 480;
        wrong.thresholds.delivery = Some(Pace { warn_seconds: 0, late_seconds: 5 });
        assert_eq!(pointers(&wrong), ["/thresholds/warn_seconds", "/thresholds/delivery/warn_seconds"]);
        wrong = settings();
        wrong.thresholds.takeaway = Some(Pace { warn_seconds: 5, late_seconds: LATE_MAX + 1 });
        (wrong.display_deadline_s, wrong.screen_offline_s) = (0, DISPLAY_DEADLINE_MAX + 1);
        assert_eq!(pointers(&wrong), ["/thresholds/takeaway/late_seconds", "/display_deadline_s", "/screen_offline_s"]);
    }

    #[test]
    fn only_what_was_changed_is_told() {
        let mut new = settings();
        assert_eq!(new.since(&settings()), None);
        new.fire_plan = FirePlan::Hold;
        let told = new.since(&settings()).unwrap();
        assert_eq!(serde_json::to_string(&told).unwrap(), r#"{"fire_plan":"hold"}"#);
    }
}
