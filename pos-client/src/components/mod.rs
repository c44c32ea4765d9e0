//! What is drawn, from ids or plain props; the store comes by context.

pub mod allergy_panel;
pub mod card;
pub mod cash_sheet;
pub mod check;
pub mod check_extras;
pub mod clash_panel;
pub mod discount_sheet;
pub mod dishes;
pub mod header;
pub mod line_panel;
pub mod member_panel;
pub mod merge_sheet;
pub mod more_sheet;
pub mod note_panel;
pub mod order_row;
pub mod order_sheet;
pub mod panel;
pub mod quote_line;
pub mod reason_sheet;
pub mod screens_row;
pub mod split_sheet;
pub mod stepper;
pub mod thumb;
pub mod transfer_sheet;
pub mod unsent_sheet;
pub mod whom_panel;
