use super::{FormRules, copy_name};
use domain::application::{ApplicationDraft, ApplicationKind};
use domain::permission::Catalogue;
use domain::redirect_uri::RedirectUriRules;

fn rules(kind_is_fixed: bool) -> FormRules {
    FormRules {
        catalogue: Catalogue::default(),
        redirect_uris: RedirectUriRules::default(),
        registered: Vec::new(),
        kind_is_fixed,
    }
}

fn draft(permissions: &[&str], kind: ApplicationKind) -> ApplicationDraft {
    let permissions = permissions.iter().map(|&scope| scope.to_owned()).collect();
    ApplicationDraft { permissions, kind, ..ApplicationDraft::default() }
}

fn toggled(chosen: &[&str], scope: &str, on: bool) -> Vec<String> {
    let mut chosen = draft(chosen, ApplicationKind::Public).permissions;
    rules(false).toggle(&mut chosen, scope, on);
    chosen.sort();
    chosen
}

#[test]
fn a_permission_brings_what_it_requires_and_takes_what_requires_it() {
    assert_eq!(toggled(&["billing"], "orders", true), ["billing", "orders", "projects"]);
    assert_eq!(toggled(&["billing", "orders", "projects"], "projects", false), ["billing"]);
    assert_eq!(toggled(&["orders", "projects"], "orders", false), ["projects"]);
}

#[test]
fn input_from_before_hydration_can_be_saved() {
    let typed = draft(&["orders"], ApplicationKind::Public);
    let adopted = rules(false).adopt_typed(typed, &ApplicationDraft::default());
    assert_eq!(adopted.permissions, ["orders", "projects"]);
    assert_eq!(adopted.kind, ApplicationKind::Public);
}

#[test]
fn a_fixed_type_stays_what_it_is() {
    let held = draft(&["billing"], ApplicationKind::Public);
    // A disabled radio button is not in the form data.
    let typed = draft(&["files"], ApplicationKind::Confidential);
    let adopted = rules(true).adopt_typed(typed, &held);
    assert_eq!((adopted.permissions, adopted.kind), (vec!["files".to_owned()], held.kind));
}

#[test]
fn a_scope_that_left_the_catalogue_is_not_shown() {
    let visible = rules(true).visible(draft(&["fax", "files"], ApplicationKind::Public));
    assert_eq!(visible.permissions, ["files"]);
}

#[test]
fn the_name_of_a_copy_is_a_name() {
    assert_eq!(copy_name("Shop"), "Shop copy");
    let long = copy_name(&"é".repeat(64));
    assert_eq!(long.chars().count(), 64);
    assert!(long.ends_with("é copy"));
    let long = copy_name(&"👍🏽".repeat(64));
    assert!(domain::text::parse_name(&long).is_ok() && long.ends_with("👍🏽 copy"));
}
