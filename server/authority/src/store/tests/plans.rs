//! Query plans: SQLite reads each list of applications from its index.

use super::Bench;
use crate::store::connection::Engine;
use crate::store::query::QueryBuilder;
use crate::store::{ListQuery, Tx, listing};
use domain::account::AccountId;
use domain::application::{ApplicationKind, ClientId};
use domain::pagination::Cursor;
use domain::permission::Scope;
use domain::search::{Search, Sort, SortBy};
use domain::time::Timestamp;

async fn plan(tx: &mut Tx, sql: QueryBuilder) -> String {
    let steps: Vec<(i64, i64, i64, String)> =
        sql.build_query_as().fetch_all(tx.connection().unwrap()).await.unwrap();
    let steps: Vec<String> = steps.into_iter().map(|step| step.3).collect();
    steps.join("; ")
}

#[tokio::test]
async fn a_page_is_read_from_its_index() {
    const DELETED: &str = "application_deleted (account_id=? AND (deleted_at,client_id)<(?,?))";
    let bench = Bench::new().await;
    let mut tx = bench.store.read().await.unwrap();
    let deleted =
        QueryBuilder::new(Engine::Sqlite, format!("EXPLAIN QUERY PLAN {}", listing::DELETED_PAGE));
    let found = plan(&mut tx, deleted).await;
    assert!(found.contains(DELETED) && !found.contains("TEMP B-TREE"), "{found}");

    let owner = AccountId::parse("cfgo_acc_0123456789ABCDEFGHIJKL").unwrap();
    let id = ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap();
    let after = Cursor { client_id: id, key: "7".to_owned() };
    for (by, index, key) in [
        (SortBy::Created, "application_live", "created_at"),
        (SortBy::Name, "application_name", "name_key"),
        (SortBy::LastUsed, "application_used", "used_key"),
    ] {
        for descending in [false, true] {
            let all = Search { sort: Sort { by, descending }, ..Search::default() };
            let some = Search { text: "x".to_owned(), ..all.clone() };
            for (search, total) in [(&all, None), (&some, Some(2000))] {
                for after in [None, Some(&after)] {
                    let wanted = ListQuery {
                        owner: &owner,
                        search,
                        now: Timestamp::from_millis(0),
                        after,
                        limit: 50,
                    };
                    let mut sql = QueryBuilder::new(Engine::Sqlite, "EXPLAIN QUERY PLAN ");
                    wanted.push_in_order(&mut sql, total);
                    let found = plan(&mut tx, sql).await;
                    let beyond = if descending { "<" } else { ">" };
                    let range = format!(" AND ({key},client_id){beyond}(?,?)");
                    let range = after.map_or("", |_| range.as_str());
                    let expected = format!("{index} (account_id=?{range})");
                    assert!(found.contains(&expected), "{found}");
                    assert!(!found.contains("TEMP B-TREE") && !found.contains("SCAN"), "{found}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_search_looks_at_an_index_that_holds_all_it_looks_at() {
    let bench = Bench::new().await;
    let mut tx = bench.store.read().await.unwrap();
    let owner = AccountId::parse("cfgo_acc_0123456789ABCDEFGHIJKL").unwrap();
    let search = Search {
        text: "x".to_owned(),
        kind: Some(ApplicationKind::Public),
        permission: Some(Scope::parse("orders").unwrap()),
        unused: true,
        sort: Sort::default(),
    };
    let wanted = ListQuery {
        owner: &owner,
        search: &search,
        now: Timestamp::from_millis(0),
        after: None,
        limit: 50,
    };
    let mut sql = QueryBuilder::new(Engine::Sqlite, "EXPLAIN QUERY PLAN ");
    wanted.push_sorted_subset(&mut sql);
    let found = plan(&mut tx, sql).await;
    assert!(found.contains("COVERING INDEX application_name (account_id=?)"), "{found}");
    assert!(!found.contains("SCAN application"), "{found}");
}
