//! News between features of one process. What is announced was committed before; whoever misses it catches up from
//! the database, so the bus may lose (a full queue waits, a stopped listener is forgotten) and never decides anything.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

/// Enough for a burst; beyond it the announcer waits, which slows the senders down and not the memory up.
const WAITING: usize = 1024;

/// Carries events of one type from whoever announces to all who listen, in the order of announcement.
pub struct Bus<E>(Arc<Mutex<Vec<mpsc::Sender<E>>>>);

impl<E> Clone for Bus<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> Default for Bus<E> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<E: Clone + Send + 'static> Bus<E> {
    pub fn listen(&self) -> mpsc::Receiver<E> {
        let (sender, receiver) = mpsc::channel(WAITING);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    pub async fn announce(&self, event: E) {
        let listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for listener in &listeners {
            // Closed means that the listener stopped: nobody is left to tell.
            let _ = listener.send(event.clone()).await;
        }
    }
}
