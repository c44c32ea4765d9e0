//! One WebSocket as a stream of what happens to it.

use std::cell::Cell;

use futures_channel::mpsc::UnboundedSender;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

use super::time;

#[wasm_bindgen]
extern "C" {
    /// A socket that was opened while this code was on its way, and what it has said and heard by then.
    #[wasm_bindgen(extends = WebSocket)]
    type Knocked;
    #[wasm_bindgen(method, getter)]
    fn said(this: &Knocked) -> JsValue;
    /// Texts, each followed by when it came.
    #[wasm_bindgen(method, getter)]
    fn heard(this: &Knocked) -> js_sys::Array;

    /// That socket (static/early.js), once, where it has said nothing but `hello`.
    #[wasm_bindgen(js_name = passlineKnock)]
    fn knock(hello: &str) -> Option<Knocked>;
}

/// What happened to the socket of this number. The number lets late news of an abandoned
/// socket be told from news of the present one.
#[derive(Debug)]
pub enum Happened {
    Opened(u32),
    /// And when it came, as `time::ticks`.
    Text(u32, String, i64),
    Closed(u32, u16),
}

/// An open or opening socket. Dropping it closes it and silences its callbacks.
pub struct Socket {
    ws: WebSocket,
    /// The first words are said already.
    said: Cell<bool>,
    _open: Closure<dyn FnMut(Event)>,
    _text: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// `None` where the browser refuses the address outright; `hello` is what will be said first. The
    /// channel is unbounded because the browser's callbacks cannot wait; the server bounds what it sends
    /// to one screen.
    pub fn open(number: u32, url: &str, protocol: &str, hello: &str, tx: UnboundedSender<Happened>) -> Option<Socket> {
        let knocked = knock(hello);
        let mut told = Vec::new();
        if let Some(knocked) = knocked.as_ref().filter(|knocked| knocked.ready_state() == WebSocket::OPEN) {
            told.push(Happened::Opened(number));
            let mut heard = knocked.heard().into_iter();
            while let (Some(text), Some(at)) = (heard.next(), heard.next()) {
                told.push(Happened::Text(number, text.as_string()?, at.as_f64()? as i64));
            }
        }
        let said = Cell::new(knocked.as_ref().is_some_and(|knocked| knocked.said().is_string()));
        let ws = knocked.map(WebSocket::from).or_else(|| WebSocket::new_with_str(url, protocol).ok())?;
        for happened in told {
            let _ = tx.unbounded_send(happened);
        }
        let (a, b, c) = (tx.clone(), tx.clone(), tx);
        let open = Closure::<dyn FnMut(Event)>::new(move |_| {
            let _ = a.unbounded_send(Happened::Opened(number));
        });
        let text = Closure::<dyn FnMut(MessageEvent)>::new(move |m: MessageEvent| {
            if let Some(text) = m.data().as_string() {
                let _ = b.unbounded_send(Happened::Text(number, text, time::ticks()));
            }
        });
        let close = Closure::<dyn FnMut(CloseEvent)>::new(move |e: CloseEvent| {
            let _ = c.unbounded_send(Happened::Closed(number, e.code()));
        });
        ws.set_onopen(Some(open.as_ref().unchecked_ref()));
        ws.set_onmessage(Some(text.as_ref().unchecked_ref()));
        ws.set_onclose(Some(close.as_ref().unchecked_ref()));
        Some(Socket { ws, said, _open: open, _text: text, _close: close })
    }

    /// False where the socket is not open: the caller keeps what it wanted to say.
    pub fn send(&self, text: &str) -> bool {
        self.said.take() || self.ws.ready_state() == WebSocket::OPEN && self.ws.send_with_str(text).is_ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.ws.set_onopen(None);
        self.ws.set_onmessage(None);
        self.ws.set_onclose(None);
        let _ = self.ws.close();
    }
}
