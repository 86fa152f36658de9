use super::CredentialField::{Id, Secret};
use super::CredentialsEvent::{Copied, FileOffered, Leave, TabLeft, ToggleSecret};
use super::{CredentialsEffect, CredentialsState, Report, SaveStatus};
use crate::components::copy_button::CopyState;

const ASK: Option<CredentialsEffect> = Some(CredentialsEffect::Focus("go-back"));
const CLOSE: Option<CredentialsEffect> = Some(CredentialsEffect::Close);

fn unsaved() -> CredentialsState {
    CredentialsState::new(true, false)
}

#[test]
fn leaving_an_unsaved_secret_asks_and_goes_back() {
    let mut state = unsaved();
    assert_eq!(state.update(Leave), ASK);
    assert!(state.asks_to_leave);
    assert_eq!(state.update(Leave), Some(CredentialsEffect::Focus("done")));
    assert!(!state.asks_to_leave);
}

#[test]
fn what_was_shown_or_copied_closes_without_a_question() {
    for event in [ToggleSecret, Copied(Secret, true)] {
        let mut state = unsaved();
        assert_eq!(state.update(event), None);
        assert_eq!(state.update(Leave), CLOSE, "{event:?}");
    }
}

#[test]
fn a_download_alone_still_asks() {
    let mut state = unsaved();
    state.update(FileOffered(true));
    assert_eq!((state.status, state.report), (SaveStatus::Offered, Some(Report::FileOffered)));
    assert_eq!(state.update(Leave), ASK);
    state.update(Copied(Secret, true));
    state.update(FileOffered(true));
    assert_eq!(state.status, SaveStatus::Saved, "a file takes nothing back");
}

#[test]
fn a_file_that_could_not_be_offered_saves_nothing() {
    let mut state = unsaved();
    state.update(FileOffered(false));
    assert_eq!((state.status, state.report), (SaveStatus::Unsaved, Some(Report::OfferFailed)));
}

#[test]
fn the_secret_is_masked_when_the_tab_is_left_and_stays_saved() {
    let mut state = unsaved();
    state.update(ToggleSecret);
    assert!(state.revealed);
    state.update(TabLeft);
    assert!(!state.revealed);
    assert_eq!(state.update(Leave), CLOSE);
}

#[test]
fn what_cannot_be_copied_is_selected_and_the_secret_shown_for_that() {
    let mut state = unsaved();
    assert_eq!(state.update(Copied(Id, false)), Some(CredentialsEffect::Select(Id)));
    assert_eq!((state.revealed, state.status), (false, SaveStatus::Unsaved));
    assert_eq!(state.update(Copied(Secret, false)), Some(CredentialsEffect::Select(Secret)));
    assert_eq!((state.revealed, state.status), (true, SaveStatus::Saved));
    assert_eq!((state.id_copy, state.secret_copy), (CopyState::Failed, CopyState::Failed));
    assert_eq!(state.report, Some(Report::CopyFailed));
}

#[test]
fn copying_the_client_id_saves_no_secret() {
    let mut state = unsaved();
    state.update(Copied(Id, true));
    assert_eq!((state.report, state.status), (Some(Report::IdCopied), SaveStatus::Unsaved));
}

#[test]
fn without_a_secret_or_in_plain_sight_there_is_nothing_to_ask() {
    assert_eq!(CredentialsState::new(false, false).update(Leave), CLOSE);
    let plain = CredentialsState::new(true, true);
    assert!(plain.revealed && plain.status == SaveStatus::Saved);
}
