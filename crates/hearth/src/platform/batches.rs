//! Group commit: what comes in while the last batch is being written is the next batch.
//!
//! One task does the writing, so results come in the order of submission, and whoever submits learns of the result
//! only after the batch's commit.

use std::future::Future;

use tokio::sync::{mpsc, oneshot};

/// Largest batch: beyond it the latency grows and the throughput hardly does.
const MOST: usize = 256;
/// What may wait; beyond it submitters wait too.
const WAITING: usize = 4096;

type Waiting<I, O> = (I, oneshot::Sender<O>);

pub struct Batches<I, O> {
    queue: mpsc::Sender<Waiting<I, O>>,
}

impl<I, O> Clone for Batches<I, O> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone() }
    }
}

impl<I: Send + 'static, O: Send + 'static> Batches<I, O> {
    /// `write` gets a batch and answers with as many results, in the same order. The writing task ends, with all that
    /// was submitted written, when the last clone of this is dropped.
    pub fn new<W, F>(write: W) -> Self
    where
        W: Fn(Vec<I>) -> F + Send + 'static,
        F: Future<Output = Vec<O>> + Send,
    {
        let (queue, mut waiting) = mpsc::channel::<Waiting<I, O>>(WAITING);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(MOST);
            while waiting.recv_many(&mut batch, MOST).await > 0 {
                let (items, answers): (Vec<I>, Vec<oneshot::Sender<O>>) = batch.drain(..).unzip();
                for (answer, result) in answers.into_iter().zip(write(items).await) {
                    // Whoever asked may have gone; the write stands.
                    let _ = answer.send(result);
                }
            }
        });
        Self { queue }
    }

    /// None only when the writing task died.
    pub async fn submit(&self, item: I) -> Option<O> {
        let (answer, result) = oneshot::channel();
        self.queue.send((item, answer)).await.ok()?;
        result.await.ok()
    }
}
