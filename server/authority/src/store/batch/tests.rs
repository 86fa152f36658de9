use super::*;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A database that answers as often as it is told to.
#[derive(Clone)]
struct Fake {
    answers: Arc<Semaphore>,
    batches: Arc<Mutex<Vec<Vec<u32>>>>,
}

/// It refuses a statement with this argument.
const BAD: u32 = 666;
/// It is away when it sees this argument.
const AWAY: u32 = 503;

impl Fake {
    fn new(answers: usize) -> Self {
        Self { answers: Arc::new(Semaphore::new(answers)), batches: Arc::default() }
    }

    fn batches(&self) -> Vec<Vec<u32>> {
        self.batches.lock().unwrap().clone()
    }

    async fn until_batches(&self, count: usize) {
        while self.batches().len() < count {
            tokio::task::yield_now().await;
        }
    }
}

fn doubled<'a>(fake: &'a Fake, arguments: &'a [u32]) -> Running<'a, u32> {
    Box::pin(async move {
        fake.batches.lock().unwrap().push(arguments.to_vec());
        fake.answers.acquire().await.unwrap().forget();
        if arguments.contains(&BAD) {
            return Err(StoreError::of_result_code(1));
        }
        if arguments.contains(&AWAY) {
            return Err(StoreError::unavailable());
        }
        Ok(arguments.iter().map(|argument| argument * 2).collect())
    })
}

type Doubler = Batcher<u32, u32>;
type Call = tokio::task::JoinHandle<Result<u32, StoreError>>;

fn call(batcher: &Doubler, fake: &Fake, argument: u32) -> Call {
    let (batcher, fake) = (batcher.clone(), fake.clone());
    tokio::spawn(async move { batcher.call(&fake, argument, doubled).await })
}

async fn until_waiting(batcher: &Doubler, count: usize) {
    while batcher.queue().waiting.len() < count {
        tokio::task::yield_now().await;
    }
}

/// Two batches of one call each are under way, and the others wait in this order.
async fn waiting(fake: &Fake, arguments: impl IntoIterator<Item = u32>) -> (Doubler, Vec<Call>) {
    let batcher = Doubler::default();
    let mut calls = vec![call(&batcher, fake, 1)];
    fake.until_batches(1).await;
    calls.push(call(&batcher, fake, 2));
    fake.until_batches(2).await;
    for argument in arguments {
        let before = calls.len() - 2;
        calls.push(call(&batcher, fake, argument));
        until_waiting(&batcher, before + 1).await;
    }
    (batcher, calls)
}

#[tokio::test]
async fn a_lonely_call_waits_for_nobody() {
    let (fake, batcher) = (Fake::new(3), Doubler::default());
    for argument in 1..=3 {
        assert_eq!(batcher.call(&fake, argument, doubled).await.unwrap(), argument * 2);
    }
    assert_eq!(fake.batches(), [[1], [2], [3]]);
}

#[tokio::test]
async fn calls_that_wait_go_together_first_come_first_served() {
    let fake = Fake::new(0);
    let (batcher, calls) = waiting(&fake, 3..=100).await;
    assert_eq!(fake.batches(), [[1], [2]], "two are under way, not more");
    fake.answers.add_permits(4);
    for (argument, call) in (1..).zip(calls) {
        assert_eq!(call.await.unwrap().unwrap(), argument * 2);
    }
    let expected: [Vec<u32>; 4] = [vec![1], vec![2], (3..=66).collect(), (67..=100).collect()];
    assert_eq!(fake.batches(), expected);
    assert_eq!(batcher.queue().under_way, 0);
    fake.answers.add_permits(1);
    assert_eq!(batcher.call(&fake, 7, doubled).await.unwrap(), 14);
}

#[tokio::test]
async fn a_bad_row_fails_alone() {
    let fake = Fake::new(0);
    let (_, calls) = waiting(&fake, [3, BAD, 4]).await;
    fake.answers.add_permits(100);
    for (argument, call) in [1, 2, 3, BAD, 4].into_iter().zip(calls) {
        assert_eq!(call.await.unwrap().is_err(), argument == BAD, "{argument}");
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_asked_once() {
    let fake = Fake::new(0);
    let (_, calls) = waiting(&fake, [3, AWAY, 4]).await;
    fake.answers.add_permits(100);
    for (number, call) in calls.into_iter().enumerate() {
        let failed = call.await.unwrap().err().map(|error| error.failure());
        assert_eq!(failed, (number >= 2).then_some(StoreFailure::Unavailable));
    }
    assert_eq!(fake.batches().len(), 3);
}

#[tokio::test]
async fn callers_that_go_away_disturb_nobody() {
    let fake = Fake::new(0);
    let (batcher, mut calls) = waiting(&fake, 3..=6).await;
    // One that waits, and one whose batch is under way.
    for gone in [3, 0] {
        let call = calls.remove(gone);
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    fake.answers.add_permits(100);
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap().unwrap());
    }
    assert_eq!(results, [4, 6, 10, 12]);
    assert_eq!(fake.batches(), [vec![1], vec![2], vec![3, 5, 6]]);
    tokio::time::timeout(Duration::from_secs(5), batcher.call(&fake, 8, doubled))
        .await
        .unwrap()
        .unwrap();
}

#[test]
fn statements_are_as_long_as_their_calls_need() {
    static STATEMENTS: std::sync::LazyLock<[String; 4]> =
        std::sync::LazyLock::new(|| statements(2, 2, |values| format!("{values};")));
    assert_eq!(statement_for(&STATEMENTS, 1), ("VALUES (0, $2, $3);", 1));
    let four = "VALUES (0, $2, $3), (1, $4, $5), (2, $6, $7), (3, $8, $9);";
    assert_eq!(statement_for(&STATEMENTS, 2), (four, 4));
    for (calls, length) in [(4, 4), (5, 16), (16, 16), (17, 64), (64, 64)] {
        assert_eq!(statement_for(&STATEMENTS, calls).1, length);
    }
}
