//! The till: launch only.

mod actions;
mod app;
mod bell;
mod cart;
mod cart_menu;
mod cart_wire;
mod charged;
mod components;
mod device;
mod favourites;
mod money;
mod parked;
mod press;
mod quote;
mod round;
mod screens;
mod search;
mod sending;
mod store;
mod view;
mod words;

fn main() {
    client_kit::text::speak();
    client_kit::money::recall_currency();
    device::Device::stored().apply();
    dioxus::launch(app::App);
}
