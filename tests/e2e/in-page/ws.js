// The page's own.
export default WebSocket;
