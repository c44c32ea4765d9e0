//! One WebSocket as a stream of what happens to it.

use futures_channel::mpsc::UnboundedSender;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

#[wasm_bindgen]
extern "C" {
    /// The socket that was opened while this code was on its way (static/knock.js), once.
    #[wasm_bindgen(js_name = passlineKnock)]
    fn knock() -> Option<WebSocket>;
}

/// What happened to the socket of this number. The number lets late news of an abandoned
/// socket be told from news of the present one.
#[derive(Debug)]
pub enum Happened {
    Opened(u32),
    Text(u32, String),
    Closed(u32, u16),
}

/// An open or opening socket. Dropping it closes it and silences its callbacks.
pub struct Socket {
    ws: WebSocket,
    _open: Closure<dyn FnMut(Event)>,
    _text: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// `None` where the browser refuses the address outright. The channel is unbounded because
    /// the browser's callbacks cannot wait; the server bounds what it sends to one screen.
    pub fn open(number: u32, url: &str, protocol: &str, tx: UnboundedSender<Happened>) -> Option<Socket> {
        let ws = knock().or_else(|| WebSocket::new_with_str(url, protocol).ok())?;
        let (a, b, c, opened) = (tx.clone(), tx.clone(), tx.clone(), tx);
        let open = Closure::<dyn FnMut(Event)>::new(move |_| {
            let _ = a.unbounded_send(Happened::Opened(number));
        });
        let text = Closure::<dyn FnMut(MessageEvent)>::new(move |m: MessageEvent| {
            if let Some(text) = m.data().as_string() {
                let _ = b.unbounded_send(Happened::Text(number, text));
            }
        });
        let close = Closure::<dyn FnMut(CloseEvent)>::new(move |e: CloseEvent| {
            let _ = c.unbounded_send(Happened::Closed(number, e.code()));
        });
        ws.set_onopen(Some(open.as_ref().unchecked_ref()));
        ws.set_onmessage(Some(text.as_ref().unchecked_ref()));
        ws.set_onclose(Some(close.as_ref().unchecked_ref()));
        if ws.ready_state() == WebSocket::OPEN {
            let _ = opened.unbounded_send(Happened::Opened(number));
        }
        Some(Socket { ws, _open: open, _text: text, _close: close })
    }

    /// False where the socket is not open: the caller keeps what it wanted to say.
    pub fn send(&self, text: &str) -> bool {
        self.ws.ready_state() == WebSocket::OPEN && self.ws.send_with_str(text).is_ok()
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
