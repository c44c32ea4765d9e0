//! The till and the back office: launch only.

mod actions;
mod app;
mod cart;
mod components;
mod live;
mod manage;
mod money;
mod quote;
mod route;
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
