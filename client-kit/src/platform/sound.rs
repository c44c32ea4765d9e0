//! Sound made in code: nothing to load, nothing that can be missing.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use web_sys::{AudioContext, AudioContextState, OscillatorType};

/// A tone: when it begins and how long it rings, in seconds, and its pitch in hertz.
pub type Tone = (f64, f64, f32);

/// How a tone sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timbre {
    Soft,
    Bright,
    Hard,
}

/// After a touch: what it was for is drawn by then, and browsers still take it for that touch.
const SOON_MS: u32 = 300;

thread_local! {
    static SOON: Cell<bool> = const { Cell::new(false) };
    static CONTEXT: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// The page's one context, made when it is first wanted. `None`: this browser has no sound.
fn context() -> Option<AudioContext> {
    CONTEXT.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = AudioContext::new().ok();
        }
        kept.clone()
    })
}

/// Whether a tone would be heard now. Browsers hold sound back until somebody has touched the
/// page, and after a device has slept.
pub fn is_ready() -> bool {
    context().is_some_and(|context| context.state() == AudioContextState::Running)
}

/// Asks the browser for sound; call it from a touch or a key.
pub fn unlock() {
    if let Some(context) = context().filter(|c| c.state() != AudioContextState::Running) {
        let _ = context.resume();
    }
}

/// The same a moment later: a device takes longer to wake its sound than to draw a tap.
pub fn unlock_soon() {
    if !SOON.replace(true) {
        Timeout::new(SOON_MS, || {
            SOON.set(false);
            unlock();
        })
        .forget();
    }
}

/// `loud` from 0 to 1. What the browser holds back is dropped: a signal that comes late misleads.
pub fn play(tones: &[Tone], timbre: Timbre, loud: f32) {
    let Some(context) = context().filter(|c| c.state() == AudioContextState::Running) else { return };
    for tone in tones {
        let _ = ring(&context, *tone, timbre, loud);
    }
}

fn ring(context: &AudioContext, (after, long, pitch): Tone, timbre: Timbre, loud: f32) -> Result<(), wasm_bindgen::JsValue> {
    let (at, gain, tone) = (context.current_time() + after, context.create_gain()?, context.create_oscillator()?);
    tone.set_type(match timbre {
        Timbre::Soft => OscillatorType::Sine,
        Timbre::Bright => OscillatorType::Triangle,
        Timbre::Hard => OscillatorType::Square,
    });
    // Ears hear a square far louder than a sine of the same height.
    let loud = if timbre == Timbre::Hard { loud * 0.35 } else { loud };
    tone.frequency().set_value_at_time(pitch, at)?;
    gain.gain().set_value_at_time(0.0001, at)?;
    gain.gain().exponential_ramp_to_value_at_time(loud, at + 0.012)?;
    gain.gain().exponential_ramp_to_value_at_time(0.0001, at + long)?;
    tone.connect_with_audio_node(&gain)?;
    gain.connect_with_audio_node(&context.destination())?;
    tone.start_with_when(at)?;
    tone.stop_with_when(at + long)
}
