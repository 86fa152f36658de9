//! Keyset pagination: no row is lost or repeated, whatever changes between two pages.

use crate::fixture::Fixture;
use domain::application::{ApplicationSummary, ClientId};
use domain::pagination::PAGE_SIZE;
use domain::search::Search;
use std::collections::HashSet;

#[tokio::test]
async fn rows_of_one_millisecond_are_neither_lost_nor_doubled() {
    let fixture = Fixture::new().await;
    let (authority, owner) = (&fixture.authority, fixture.actor("owner@example.com").await);
    let other = fixture.actor("other@example.com").await;
    let mut made = HashSet::new();
    for number in 0..120 {
        made.insert(fixture.create(&owner, &format!("Number {number}")).await.summary.client_id);
        fixture.create(&other, "Not in this list").await;
    }
    let (mut rows, mut after, mut sizes) = (Vec::new(), None, Vec::new());
    loop {
        let page = authority
            .applications(&owner.account, &Search::default(), after, PAGE_SIZE)
            .await
            .unwrap();
        assert_eq!(page.total, 120);
        sizes.push(page.rows.len());
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    let ids: Vec<&ClientId> = rows.iter().map(|row| &row.client_id).collect();
    assert!(ids.is_sorted_by(|a, b| a > b));
    assert_eq!(ids.into_iter().cloned().collect::<HashSet<_>>(), made);
}

#[tokio::test]
async fn new_and_deleted_rows_do_not_move_the_next_page() {
    let fixture = Fixture::new().await;
    let (authority, owner) = (&fixture.authority, fixture.actor("owner@example.com").await);
    let mut made = Vec::new();
    for number in 0..60 {
        made.push(fixture.create(&owner, &format!("Number {number}")).await.summary.client_id);
        fixture.clock.advance_millis(1);
    }
    made.reverse();
    let first = fixture.active(&owner).await;
    let ids = |rows: &[ApplicationSummary]| -> Vec<ClientId> {
        rows.iter().map(|row| row.client_id.clone()).collect()
    };
    assert_eq!(ids(&first.rows), made[..50]);
    fixture.create(&owner, "Newer than the page").await;
    fixture.delete(&owner, &made[3]).await;
    let second = authority
        .applications(&owner.account, &Search::default(), first.next, PAGE_SIZE)
        .await
        .unwrap();
    assert_eq!(ids(&second.rows), made[50..]);
    assert_eq!((second.next, second.total), (None, 60));
}

#[tokio::test]
async fn deleted_ones_come_in_the_order_in_which_they_were_deleted() {
    let fixture = Fixture::new().await;
    let (authority, owner) = (&fixture.authority, fixture.actor("owner@example.com").await);
    let mut made = Vec::new();
    for number in 0..PAGE_SIZE + 10 {
        made.push(fixture.create(&owner, &format!("Number {number}")).await.summary.client_id);
        fixture.clock.advance_millis(1);
    }
    for id in made.iter().rev() {
        fixture.delete(&owner, id).await;
        fixture.clock.advance_millis(1);
    }
    let first = fixture.deleted(&owner).await;
    let second =
        authority.deleted_applications(&owner.account, first.next, PAGE_SIZE).await.unwrap();
    let found: Vec<ClientId> =
        first.rows.into_iter().chain(second.rows).map(|row| row.client_id).collect();
    assert_eq!(found, made);
    assert_eq!((second.next, second.total), (None, PAGE_SIZE + 10));
}
