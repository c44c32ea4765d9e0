//! The back office: launch only.

mod alerts;
mod app;
mod chart;
mod customers;
mod devices;
mod doc;
mod editor;
mod floor;
mod form;
mod frame;
mod keys;
mod live;
mod menu;
mod menu_dishes;
mod menu_import;
mod menu_options;
mod menu_parts;
mod payments;
mod people;
mod qr;
mod record;
mod replay;
mod replay_board;
mod replay_worst;
mod reports;
mod sections;
mod settings;
mod stock;
mod stock_one;
mod store;
mod table;
mod webhooks;
mod wire;

fn main() {
    client_kit::text::speak();
    client_kit::money::recall_currency();
    client_kit::theme::set_day(true);
    dioxus::launch(app::App);
}
