//! Joins calls of the same kind that wait at the same time into one statement: a round trip to the
//! database costs more than the work of a look-up.
//!
//! A call that finds fewer than [`AT_ONCE`] batches under way runs at once, alone. The others wait for
//! the end of a batch, and the next batch takes those that have waited longest. A batch begins after
//! its calls were made, so each call sees all that was committed before it: this is no cache.

use super::error::{StoreError, StoreFailure};
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Batches under way: while the answer to one travels, the database works on the other.
const AT_ONCE: usize = 2;
/// The most calls in one batch.
const LONGEST: usize = 64;
/// Lengths of statements. A batch is filled up to the next one, because each length is a statement of
/// its own, which every connection prepares.
const LENGTHS: [usize; 4] = [1, 4, 16, LONGEST];

/// What runs one statement for all calls of a batch, and returns their results in the same order.
pub(crate) type Run<C, I, O> = for<'a> fn(&'a C, &'a [I]) -> Running<'a, O>;

/// A batch that runs.
pub(crate) type Running<'a, O> =
    Pin<Box<dyn Future<Output = Result<Vec<O>, StoreError>> + Send + 'a>>;

/// Joins calls with an argument `I` and a result `O`.
pub(crate) struct Batcher<I, O> {
    queue: Arc<Mutex<Queue<I, O>>>,
}

struct Queue<I, O> {
    under_way: usize,
    waiting: VecDeque<Waiting<I, O>>,
}

struct Waiting<I, O> {
    argument: I,
    caller: oneshot::Sender<Result<O, StoreError>>,
}

/// The place of a batch that is under way. When it is dropped, the next batch gets the place.
struct Place<C, I, O>
where
    C: Clone + Send + Sync + 'static,
    I: Send + Sync + 'static,
    O: Send + 'static,
{
    batcher: Batcher<I, O>,
    context: C,
    run: Run<C, I, O>,
}

impl<I, O> Clone for Batcher<I, O> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone() }
    }
}

impl<I, O> Default for Batcher<I, O> {
    fn default() -> Self {
        let queue = Queue { under_way: 0, waiting: VecDeque::new() };
        Self { queue: Arc::new(Mutex::new(queue)) }
    }
}

impl<I, O> Batcher<I, O>
where
    I: Send + Sync + 'static,
    O: Send + 'static,
{
    /// Makes a call, together with others if they wait. All calls name the same `run`, which gets
    /// `context`.
    ///
    /// # Errors
    /// Its batch failed.
    pub(crate) async fn call<C>(
        &self,
        context: &C,
        argument: I,
        run: Run<C, I, O>,
    ) -> Result<O, StoreError>
    where
        C: Clone + Send + Sync + 'static,
    {
        let result = match self.enter(argument) {
            Entered::Now(argument) => {
                let place = Place { batcher: self.clone(), context: context.clone(), run };
                let results = results(context, &[argument], run).await;
                drop(place);
                results.into_iter().next()
            }
            Entered::Waits(result) => result.await.ok(),
        };
        result.unwrap_or_else(|| Err(StoreError::closed()))
    }

    fn enter(&self, argument: I) -> Entered<I, O> {
        let mut queue = self.queue();
        if queue.under_way < AT_ONCE {
            queue.under_way += 1;
            Entered::Now(argument)
        } else {
            let (caller, result) = oneshot::channel();
            queue.waiting.push_back(Waiting { argument, caller });
            Entered::Waits(result)
        }
    }

    /// Those that have waited longest, without those whose callers have gone away.
    fn next_batch(&self) -> Vec<Waiting<I, O>> {
        let mut queue = self.queue();
        let mut batch = Vec::new();
        while batch.len() < LONGEST
            && let Some(waiting) = queue.waiting.pop_front()
        {
            if !waiting.caller.is_closed() {
                batch.push(waiting);
            }
        }
        if batch.is_empty() {
            queue.under_way -= 1;
        }
        batch
    }

    fn queue(&self) -> MutexGuard<'_, Queue<I, O>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The results of a batch. If the database refuses it for one of its calls, each runs alone, so that
/// the others don't fail with it.
async fn results<C, I, O>(
    context: &C,
    arguments: &[I],
    run: Run<C, I, O>,
) -> Vec<Result<O, StoreError>> {
    match run(context, arguments).await {
        Ok(outputs) => outputs.into_iter().map(Ok).collect(),
        Err(error) if arguments.len() > 1 && error.failure() == StoreFailure::Other => {
            let mut results = Vec::new();
            for argument in arguments {
                let output = run(context, std::slice::from_ref(argument)).await;
                results.push(output.and_then(|mut one| one.pop().ok_or(StoreError::closed())));
            }
            results
        }
        Err(error) => arguments.iter().map(|_| Err(error.clone())).collect(),
    }
}

enum Entered<I, O> {
    Now(I),
    Waits(oneshot::Receiver<Result<O, StoreError>>),
}

impl<C, I, O> Drop for Place<C, I, O>
where
    C: Clone + Send + Sync + 'static,
    I: Send + Sync + 'static,
    O: Send + 'static,
{
    fn drop(&mut self) {
        let batch = self.batcher.next_batch();
        // The batch goes on although the caller that ended the one before may have gone away. Without
        // a runtime, which ends with the process, its calls fail.
        if let (false, Ok(runtime)) = (batch.is_empty(), Handle::try_current()) {
            let (batcher, context) = (self.batcher.clone(), self.context.clone());
            let place = Self { batcher, context, run: self.run };
            runtime.spawn(async move {
                let (arguments, callers): (Vec<_>, Vec<_>) =
                    batch.into_iter().map(|waiting| (waiting.argument, waiting.caller)).unzip();
                let results = results(&place.context, &arguments, place.run).await;
                drop(place);
                for (caller, result) in callers.into_iter().zip(results) {
                    // The caller may have gone away meanwhile.
                    drop(caller.send(result));
                }
            });
        }
    }
}

/// The statements of one kind, of all lengths.
pub(super) type Statements = [String; LENGTHS.len()];

/// The statements of all lengths. `build` makes one of the VALUES list of its calls: rows of their
/// number, counted from 0, and `columns` parameters from `$first`.
pub(super) fn statements(
    first: usize,
    columns: usize,
    build: impl Fn(&str) -> String,
) -> Statements {
    LENGTHS.map(|length| {
        let row = |number: usize| {
            let parameters: Vec<String> = (0..columns)
                .map(|column| format!("${}", first + number * columns + column))
                .collect();
            format!("({number}, {})", parameters.join(", "))
        };
        let rows: Vec<String> = (0..length).map(row).collect();
        build(&format!("VALUES {}", rows.join(", ")))
    })
}

/// The statement for this many calls, and how many calls it is for.
pub(super) fn statement_for(
    statements: &'static Statements,
    calls: usize,
) -> (&'static str, usize) {
    let index = LENGTHS.iter().position(|&length| calls <= length);
    let index = index.unwrap_or(LENGTHS.len() - 1);
    (&statements[index], LENGTHS[index])
}

/// Puts rows, which hold the numbers of their calls, in the order of the calls; `None` where a call has
/// no row.
pub(super) fn in_order<R, O>(
    calls: usize,
    rows: Vec<R>,
    read: impl Fn(R) -> (i64, Result<O, StoreError>),
) -> Result<Vec<Option<O>>, StoreError> {
    let mut results: Vec<Option<O>> = (0..calls).map(|_| None).collect();
    for row in rows {
        let (number, output) = read(row);
        let place = usize::try_from(number).ok().and_then(|index| results.get_mut(index));
        if let Some(place) = place {
            *place = Some(output?);
        }
    }
    Ok(results)
}

#[cfg(test)]
mod tests;
