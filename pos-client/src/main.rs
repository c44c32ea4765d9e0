//! The till: launch only.

mod actions;
mod app;
mod cart;
mod cart_menu;
mod cart_wire;
mod components;
mod money;
mod quote;
mod screens;
mod sending;
mod store;
mod view;
mod words;

fn main() {
    client_kit::text::set_lang(&client_kit::platform::page::language());
    client_kit::theme::set_day(true);
    dioxus::launch(app::App);
}
