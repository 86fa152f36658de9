//! Keyset pages: none lost, none twice, whatever happens between them.

use crate::house::House;
use domain::application::{ApplicationSummary, ClientId};
use domain::pagination::PAGE_SIZE;
use domain::search::Search;
use std::collections::HashSet;

#[tokio::test]
async fn rows_of_one_millisecond_are_neither_lost_nor_doubled() {
    let house = House::new().await;
    let (authority, owner) = (&house.authority, house.actor("owner@example.com").await);
    let other = house.actor("other@example.com").await;
    let mut made = HashSet::new();
    for number in 0..120 {
        made.insert(house.create(&owner, &format!("Number {number}")).await.summary.client_id);
        house.create(&other, "Not in this list").await;
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
    let house = House::new().await;
    let (authority, owner) = (&house.authority, house.actor("owner@example.com").await);
    let mut made = Vec::new();
    for number in 0..60 {
        made.push(house.create(&owner, &format!("Number {number}")).await.summary.client_id);
        house.clock.advance_millis(1);
    }
    made.reverse();
    let first = house.live(&owner).await;
    let ids = |rows: &[ApplicationSummary]| -> Vec<ClientId> {
        rows.iter().map(|row| row.client_id.clone()).collect()
    };
    assert_eq!(ids(&first.rows), made[..50]);
    house.create(&owner, "Newer than the page").await;
    house.delete(&owner, &made[3]).await;
    let second = authority
        .applications(&owner.account, &Search::default(), first.next, PAGE_SIZE)
        .await
        .unwrap();
    assert_eq!(ids(&second.rows), made[50..]);
    assert_eq!((second.next, second.total), (None, 60));
}

#[tokio::test]
async fn deleted_ones_come_in_the_order_in_which_they_were_deleted() {
    let house = House::new().await;
    let (authority, owner) = (&house.authority, house.actor("owner@example.com").await);
    let mut made = Vec::new();
    for number in 0..PAGE_SIZE + 10 {
        made.push(house.create(&owner, &format!("Number {number}")).await.summary.client_id);
        house.clock.advance_millis(1);
    }
    for id in made.iter().rev() {
        house.delete(&owner, id).await;
        house.clock.advance_millis(1);
    }
    let first = house.gone(&owner).await;
    let second =
        authority.deleted_applications(&owner.account, first.next, PAGE_SIZE).await.unwrap();
    let found: Vec<ClientId> =
        first.rows.into_iter().chain(second.rows).map(|row| row.client_id).collect();
    assert_eq!(found, made);
    assert_eq!((second.next, second.total), (None, PAGE_SIZE + 10));
}
