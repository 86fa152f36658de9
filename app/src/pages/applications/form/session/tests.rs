use super::{FormEffect, FormFocus, FormMode, FormSession, SaveOutcome, SaveRequest};
use domain::application::{
    Application, ApplicationDraft, ApplicationKind, ApplicationName, ClientId,
};
use domain::issued_credentials::CreatedApplication;
use domain::permission::ScopeSet;
use domain::problem::{Field, FieldProblem, Problem, ProblemCode};
use domain::time::Timestamp;

fn id() -> ClientId {
    ClientId::parse("cfgo_app_0123456789012345678901").expect("a client ID")
}

fn application(version: i64) -> Application {
    Application {
        client_id: id(),
        name: ApplicationName::parse("Theirs").expect("a name"),
        kind: ApplicationKind::Confidential,
        redirect_uris: Vec::new(),
        permissions: ScopeSet::default(),
        secrets: Vec::new(),
        removed_secrets: Vec::new(),
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(0),
        last_used_at: None,
        version,
    }
}

fn created() -> CreatedApplication {
    CreatedApplication { summary: application(1).summary(), secret: None }
}

fn draft(name: &str, permissions: &[&str]) -> ApplicationDraft {
    ApplicationDraft {
        name: name.to_owned(),
        permissions: permissions.iter().map(|&scope| scope.to_owned()).collect(),
        ..ApplicationDraft::default()
    }
}

fn create() -> FormSession {
    FormSession::new(FormMode::Create { key: "k".to_owned() }, ApplicationDraft::default())
}

fn edit() -> FormSession {
    FormSession::new(
        FormMode::Edit { id: id(), version: 1 },
        draft("Shop", &["identify", "billing"]),
    )
}

fn problem(field: Field, line: Option<u32>) -> FieldProblem {
    FieldProblem { line, ..FieldProblem::new(field, "wrong") }
}

fn refusal(fields: &[FieldProblem]) -> Problem {
    Problem::invalid(fields.to_vec())
}

const fn focus(place: FormFocus) -> FormEffect {
    FormEffect::Focus(place)
}

#[test]
fn a_clean_form_is_left_at_once() {
    assert_eq!(create().cancel(&ApplicationDraft::default()), [FormEffect::Leave]);
    let same = draft("Shop", &["billing", "identify"]);
    assert_eq!(edit().cancel(&same), [FormEffect::Leave], "the order of permissions says nothing");
}

#[test]
fn a_dirty_form_asks_and_canceling_again_closes_the_question() {
    let (mut form, typed) = (create(), draft("Typed", &[]));
    assert_eq!(form.cancel(&typed), [focus(FormFocus::Discard)]);
    assert!(form.asks_discard && form.is_at_risk(&typed));
    assert_eq!(form.cancel(&typed), [focus(FormFocus::Name)], "Escape in the question");
    assert!(!form.asks_discard);
}

#[test]
fn discarded_input_is_not_guarded() {
    let (mut form, typed) = (create(), draft("Typed", &[]));
    form.cancel(&typed);
    assert_eq!(form.leave(), [FormEffect::Leave]);
    assert!(form.is_dirty(&typed) && !form.is_at_risk(&typed));
}

#[test]
fn a_second_save_waits_for_the_first() {
    let (mut form, typed) = (create(), draft("Typed", &["identify"]));
    let mode = FormMode::Create { key: "k".to_owned() };
    let request = SaveRequest { mode, draft: typed.clone() };
    assert_eq!(form.submit(typed.clone(), Ok(())), [FormEffect::Send(request.clone())]);
    assert_eq!(form.submit(typed.clone(), Ok(())), []);
    assert_eq!(form.submit(typed.clone(), Err(refusal(&[]))), [], "nor is it checked again");
    let refused = SaveOutcome::Refused(refusal(&[problem(Field::Name, None)]));
    FormSession::answered(Some(&mut form), refused);
    assert_eq!(form.submit(typed, Ok(())), [FormEffect::Send(request)], "with the same key");
}

#[test]
fn an_invalid_draft_is_not_sent() {
    let mut form = create();
    let wrong = [problem(Field::RedirectUris, Some(2)), problem(Field::Permissions, None)];
    let effects = form.submit(draft("Typed", &[]), Err(refusal(&wrong)));
    assert_eq!(effects, [focus(FormFocus::Line(2))]);
    assert!(!form.is_saving && form.problems == wrong && form.notice.is_none());
}

#[test]
fn a_refusal_goes_to_the_first_field_that_it_names() {
    for (field, line, place) in [
        (Field::Name, None, FormFocus::Name),
        (Field::Kind, None, FormFocus::Name),
        (Field::RedirectUris, None, FormFocus::RedirectUris),
        (Field::RedirectUris, Some(3), FormFocus::Line(3)),
        (Field::Permissions, None, FormFocus::Permissions),
    ] {
        let outcome = SaveOutcome::Refused(refusal(&[problem(field, line)]));
        let effects = FormSession::answered(Some(&mut create()), outcome);
        assert_eq!(effects, [focus(place)], "{field:?}");
    }
}

#[test]
fn a_refusal_of_the_form_as_a_whole_is_said_until_the_next_save() {
    let mut form = create();
    let problem = Problem::new(ProblemCode::Unavailable, "The disk is busy.");
    assert_eq!(FormSession::answered(Some(&mut form), SaveOutcome::Refused(problem)), []);
    assert_eq!(form.notice.as_deref(), Some("The disk is busy."));
    form.submit(draft("Typed", &["identify"]), Ok(()));
    assert_eq!(form.notice, None);
}

#[test]
fn after_a_conflict_the_next_save_is_based_on_the_saved_version() {
    let (mut form, mine) = (edit(), draft("Mine", &["identify"]));
    form.submit(mine.clone(), Ok(()));
    let effects = FormSession::answered(Some(&mut form), SaveOutcome::Conflict(application(7)));
    assert_eq!(effects, [focus(FormFocus::Conflict)]);
    assert!(form.conflict.is_some() && form.is_dirty(&mine));
    let mode = FormMode::Edit { id: id(), version: 7 };
    let request = SaveRequest { mode, draft: mine.clone() };
    assert_eq!(form.submit(mine, Ok(())), [FormEffect::Send(request)]);
}

#[test]
fn taking_theirs_leaves_nothing_to_save() {
    let mut form = edit();
    let theirs = application(7).draft();
    form.problems.push(problem(Field::Name, None));
    form.loaded(&theirs, true);
    assert!(form.problems.is_empty() && !form.is_dirty(&theirs));
    assert!(form.is_dirty(&draft("Mine", &[])));
}

#[test]
fn what_was_saved_is_shown_and_the_form_left() {
    let mut form = create();
    let effects = FormSession::answered(Some(&mut form), SaveOutcome::Created(created()));
    assert_eq!(effects, [FormEffect::ShowCreated(created()), FormEffect::Leave]);
    assert!(!form.is_at_risk(&draft("Typed", &[])), "what it holds is saved");
    let edited = SaveOutcome::Edited(application(2));
    let effects = FormSession::answered(Some(&mut edit()), edited);
    assert_eq!(effects, [FormEffect::ShowEdited(application(2)), FormEffect::Leave]);
    let again = SaveOutcome::AlreadyCreated(id());
    let effects = FormSession::answered(Some(&mut form), again);
    assert_eq!(effects, [FormEffect::ShowAlreadyCreated(id())]);
}

#[test]
fn a_form_that_was_left_shows_its_secret_and_reports_failures() {
    let effects = FormSession::answered(None, SaveOutcome::Created(created()));
    assert_eq!(effects, [FormEffect::ShowCreated(created()), FormEffect::Leave]);
    for failed in [SaveOutcome::Conflict(application(2)), SaveOutcome::Refused(refusal(&[]))] {
        assert_eq!(FormSession::answered(None, failed), [FormEffect::SayNotSaved]);
    }
}

#[test]
fn a_field_that_is_checked_again_keeps_what_is_wrong_with_the_others() {
    let mut form = create();
    let (name, uri) = (problem(Field::Name, None), problem(Field::RedirectUris, Some(1)));
    assert!(form.rechecked(Field::Name, vec![name.clone()]));
    assert!(form.rechecked(Field::RedirectUris, vec![uri.clone()]));
    assert!(!form.rechecked(Field::RedirectUris, vec![uri.clone()]), "nothing new to draw");
    assert!(form.rechecked(Field::Name, Vec::new()));
    assert_eq!(form.problems, [uri]);
    assert!(!form.rechecked(Field::Name, Vec::new()));
}
