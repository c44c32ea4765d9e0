// Where somebody is signed in, the live connection opens while the page's code is still on its way. The
// page takes it over (client-kit/src/platform/socket.rs), or opens its own where this one is not there.
"use strict";
(function () {
  let socket = null;
  try {
    if (localStorage.getItem("passline.session")) {
      socket = new WebSocket(new URL("/api/v1/live", location.href.replace(/^http/, "ws")), "passline.v1");
    }
  } catch (e) { /* no storage, no socket: the page will say so */ }
  globalThis.passlineKnock = () => {
    const knocked = socket;
    socket = null;
    return knocked && knocked.readyState <= WebSocket.OPEN ? knocked : null;
  };
})();
