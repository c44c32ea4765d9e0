//! What is drawn, from ids or plain props; the store comes by context.

pub mod allergy_panel;
pub mod cash_sheet;
pub mod check;
pub mod clash_panel;
pub mod dishes;
pub mod header;
pub mod line_panel;
pub mod note_panel;
pub mod order_row;
pub mod order_sheet;
pub mod panel;
pub mod reason_sheet;
pub mod stepper;
pub mod thumb;
pub mod unsent_sheet;
pub mod whom_panel;
