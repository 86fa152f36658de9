//! Searching the table, and its orders.

use crate::fixture::{Fixture, START, draft, key};
use authority::Actor;
use domain::application::{ApplicationDraft, ApplicationKind, ApplicationSummary, ClientId};
use domain::issued_credentials::CreateOutcome;
use domain::pagination::{Cursor, MAX_PAGE_SIZE, PAGE_SIZE, Page};
use domain::permission::Scope;
use domain::search::{Search, Sort, SortBy, UNUSED_AFTER};

fn text(text: &str) -> Search {
    Search { text: text.to_owned(), ..Search::default() }
}

impl Fixture {
    async fn add(&self, by: &Actor, draft: ApplicationDraft) -> ClientId {
        match self.authority.create_application(by, draft, key()).await.unwrap() {
            CreateOutcome::Created(created) => created.summary.client_id,
            CreateOutcome::AlreadyCreated(id) => panic!("{id:?} was there"),
        }
    }

    async fn find(&self, by: &Actor, search: &Search) -> Page<ApplicationSummary> {
        self.authority.applications(&by.account, search, None, PAGE_SIZE).await.unwrap()
    }

    /// The names that a search finds, in its order; the total says how many.
    async fn names(&self, by: &Actor, search: &Search) -> Vec<String> {
        let page = self.find(by, search).await;
        assert_eq!(page.total as usize, page.rows.len());
        page.rows.iter().map(|row| row.name.as_str().to_owned()).collect()
    }

    /// All results of a search, page by page.
    async fn walk(&self, by: &Actor, search: &Search, limit: u32) -> Vec<ApplicationSummary> {
        let (mut rows, mut after): (Vec<ApplicationSummary>, _) = (Vec::new(), None);
        let mut total = None;
        loop {
            let page = self.authority.applications(&by.account, search, after, limit).await;
            let page = page.unwrap();
            assert_eq!(*total.get_or_insert(page.total), page.total);
            let full = page.rows.len() == limit as usize;
            rows.extend(page.rows);
            assert!(rows.len() <= page.total as usize, "a row came twice");
            after = page.next;
            if after.is_none() {
                assert_eq!(rows.len(), total.unwrap() as usize);
                return rows;
            }
            assert!(full);
        }
    }
}

#[tokio::test]
async fn a_part_of_name_client_id_or_redirect_uri_is_enough_in_any_case() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let mut shop = draft("Éclairage SHOP");
    shop.redirect_uris = "https://one.example/Cb\ncom.example.two:/cb".to_owned();
    let id = fixture.add(&owner, shop).await;
    let mut other = draft("Other 100%_");
    other.redirect_uris.clear();
    fixture.add(&owner, other).await;
    let outsider = fixture.actor("outsider@example.com").await;
    fixture.add(&outsider, draft("Éclairage of somebody else")).await;
    let middle = &id.as_str()[12..24];
    for found in [
        "éclair",
        "ÉCLAIR",
        "e\u{301}clair",
        "eclair",
        "ECLAIR",
        "age sh",
        " shop ",
        "one.EXAMPLE",
        "TWO:/",
    ]
    .into_iter()
    .chain([middle, &middle.to_uppercase(), &middle.to_lowercase()])
    {
        assert_eq!(fixture.names(&owner, &text(found)).await, ["Éclairage SHOP"], "{found}");
    }
    for found in ["%_", "0%"] {
        assert_eq!(fixture.names(&owner, &text(found)).await, ["Other 100%_"], "{found}");
    }
    for lost in ["shopp", "cb\ncom", "shop cfgo", "shopcfgo", "cbcom", "'", "o%p", "o_e"] {
        assert_eq!(fixture.names(&owner, &text(lost)).await, Vec::<String>::new(), "{lost}");
    }
    assert_eq!(fixture.names(&owner, &text("  ")).await.len(), 2);
}

#[tokio::test]
async fn names_are_in_order_and_found_without_their_marks() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    for name in ["Zebra", "Ärger", "Crème", "Øresund", "Straße", "İstanbul", "Łódź", "Arzt", "Пётр"]
    {
        fixture.create(&owner, name).await;
    }
    let by_name = Search { sort: SortBy::Name.first(), ..Search::default() };
    assert_eq!(
        fixture.names(&owner, &by_name).await,
        ["Ärger", "Arzt", "Crème", "İstanbul", "Łódź", "Øresund", "Straße", "Zebra", "Пётр"]
    );
    for (typed, name) in [
        ("creme", "Crème"),
        ("CREME", "Crème"),
        ("cre\u{300}me", "Crème"),
        ("strasse", "Straße"),
        ("STRAẞE", "Straße"),
        ("istanbul", "İstanbul"),
        ("oresund", "Øresund"),
        ("lodz", "Łódź"),
        ("петр", "Пётр"),
        ("arger", "Ärger"),
    ] {
        assert_eq!(fixture.names(&owner, &text(typed)).await, [name], "{typed}");
    }
}

#[tokio::test]
async fn an_edit_is_found_by_what_it_made() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let id = fixture.add(&owner, draft("Before")).await;
    let mut edit = draft("After");
    edit.redirect_uris = "https://new.example/".to_owned();
    fixture.authority.edit_application(&owner, &id, 1, edit).await.unwrap().unwrap();
    for (needle, found) in [("before", 0), ("app.example", 0), ("after", 1), ("new.example", 1)] {
        assert_eq!(fixture.names(&owner, &text(needle)).await.len(), found, "{needle}");
    }
    fixture.add(&owner, draft("Between")).await;
    let by_name = Search { sort: SortBy::Name.first(), ..Search::default() };
    assert_eq!(fixture.names(&owner, &by_name).await, ["After", "Between"]);
}

#[tokio::test]
async fn each_filter_applies_alone_and_all_together() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let mut public = draft("Public shop");
    public.kind = ApplicationKind::Public;
    public.permissions = vec!["identify".to_owned()];
    fixture.add(&owner, public.clone()).await;
    public.name = "Public desk".to_owned();
    fixture.add(&owner, public).await;
    fixture.add(&owner, draft("Confidential shop")).await;
    let kind = |kind| Search { kind: Some(kind), ..Search::default() };
    let may = |scope| Search { permission: Some(Scope::parse(scope).unwrap()), ..text("") };
    assert_eq!(fixture.names(&owner, &kind(ApplicationKind::Public)).await.len(), 2);
    let confidential = kind(ApplicationKind::Confidential);
    assert_eq!(fixture.names(&owner, &confidential).await, ["Confidential shop"]);
    assert_eq!(fixture.names(&owner, &may("identify")).await.len(), 3);
    assert_eq!(fixture.names(&owner, &may("orders")).await, ["Confidential shop"]);
    assert!(fixture.names(&owner, &may("order")).await.is_empty(), "a part is another permission");
    let all =
        Search { kind: Some(ApplicationKind::Public), text: "shop".to_owned(), ..may("identify") };
    assert_eq!(fixture.names(&owner, &all).await, ["Public shop"]);
    fixture.delete(&owner, &fixture.find(&owner, &all).await.rows[0].client_id).await.unwrap();
    assert!(fixture.names(&owner, &all).await.is_empty(), "what is deleted is not found");
}

#[tokio::test]
async fn unused_is_what_nobody_used_for_ninety_days() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let unused = Search { unused: true, ..Search::default() };
    let old = fixture.client(&owner, "Old").await;
    fixture.clock.advance(UNUSED_AFTER);
    fixture.client(&owner, "New").await;
    assert!(fixture.names(&owner, &unused).await.is_empty());
    fixture.clock.advance_millis(1);
    assert_eq!(fixture.names(&owner, &unused).await, ["Old"]);
    fixture.own_token(&old).await;
    fixture.authority.write_pending().await.unwrap();
    assert!(fixture.names(&owner, &unused).await.is_empty(), "it was used just now");
    fixture.clock.advance(UNUSED_AFTER);
    fixture.clock.advance_millis(1);
    assert_eq!(fixture.names(&owner, &unused).await, ["New", "Old"]);
}

/// Names, times of registration and of use, in groups that have all three in common.
async fn groups(fixture: &Fixture, owner: &Actor) -> Vec<ApplicationSummary> {
    for number in 0..24 {
        let name = ["Beta", "alpha", "Ärger", "gamma"][number / 3 % 4];
        let client = fixture.client(owner, name).await;
        if number % 3 == 0 {
            fixture.own_token(&client).await;
        }
        if number % 4 == 3 {
            fixture.clock.advance_seconds(60);
        }
    }
    fixture.authority.write_pending().await.unwrap();
    fixture.active(owner).await.rows
}

#[tokio::test]
async fn every_order_is_read_to_its_end_without_gap_or_repetition() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let all = groups(&fixture, &owner).await;
    assert_eq!(all.len(), 24);
    for by in SortBy::ALL {
        for descending in [false, true] {
            let sort = Sort { by, descending };
            let mut expected = all.clone();
            expected.sort_by(|one, other| sort.compare(one, other));
            for limit in [1, 5, 8, 24, 25] {
                for search in [Search { sort, ..Search::default() }, Search { sort, ..text("CB") }]
                {
                    let found = fixture.walk(&owner, &search, limit).await;
                    assert_eq!(found, expected, "{sort:?} {limit} {search:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn more_than_can_be_put_in_order_are_read_to_their_end_too() {
    let fixture = Fixture::with(|settings| settings.create_per_hour = u32::MAX).await;
    let owner = fixture.actor("owner@example.com").await;
    for number in 0..1203 {
        fixture.create(&owner, &format!("Number {}", number / 100)).await;
        fixture.clock.advance_millis(u64::from(number % 7 == 0));
    }
    for by in SortBy::ALL {
        for sort in [by.first(), Sort { descending: !by.first().descending, ..by.first() }] {
            let found = fixture.walk(&owner, &Search { sort, ..text("number") }, 400).await;
            assert_eq!(found.len(), 1203);
            assert!(found.is_sorted_by(|one, other| sort.compare(one, other).is_lt()), "{sort:?}");
            // Few enough to be sorted by the search.
            let found = fixture.walk(&owner, &Search { sort, ..text("number 1") }, 90).await;
            assert_eq!(found.len(), 303);
            assert!(found.is_sorted_by(|one, other| sort.compare(one, other).is_lt()), "{sort:?}");
        }
    }
}

#[tokio::test]
async fn a_page_is_as_long_as_was_asked_within_bounds() {
    let fixture = Fixture::with(|settings| settings.create_per_hour = u32::MAX).await;
    let owner = fixture.actor("owner@example.com").await;
    for number in 0..=MAX_PAGE_SIZE {
        fixture.create(&owner, &format!("Number {number}")).await;
    }
    for (asked, got) in [(0, 1), (1, 1), (7, 7), (MAX_PAGE_SIZE, 500), (u32::MAX, 500)] {
        let all = Search::default();
        let page = fixture.authority.applications(&owner.account, &all, None, asked).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (got, 501), "{asked}");
        assert!(page.next.is_some());
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_starts_at_the_beginning() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    for name in ["A", "B", "C"] {
        fixture.create(&owner, name).await;
        fixture.clock.advance_seconds(1);
    }
    let id = fixture.active(&owner).await.rows[2].client_id.clone();
    let after = Some(Cursor { client_id: id, key: "name".to_owned() });
    for by in [SortBy::Created, SortBy::LastUsed] {
        let search = Search { sort: by.first(), ..Search::default() };
        let authority = &fixture.authority;
        let page = authority.applications(&owner.account, &search, after.clone(), 2).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (2, 3), "{by:?}");
    }
    fixture.delete(&owner, &fixture.active(&owner).await.rows[0].client_id).await.unwrap();
    let page = fixture.authority.deleted_applications(&owner.account, after, 2).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    assert!(page.rows[0].created_at > START);
}
