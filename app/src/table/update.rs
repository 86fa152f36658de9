//! The transition function: how each event changes the state of a table, and which effects follow.

use super::event::{Effect, Event};
use super::focus::Focus;
use super::loading::{Loading, Reason};
use super::state::{Freshness, TableState};
use std::ops::Range;

impl TableState {
    /// Applies an event and returns the effects to execute.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.change(event);
        self.viewport.fit(self.focused_row(), self.rows.loaded());
        if self.rows.total > 0 {
            self.has_applications = Some(true);
        } else if self.search.is_some() && !self.is_filtered() {
            self.has_applications = Some(false);
        }
        effects
    }

    fn change(&mut self, event: Event) -> Vec<Effect> {
        match event {
            // DOM events may still arrive after the page was left.
            Event::Resized(_) | Event::Scrolled { .. } | Event::Painted(_) | Event::Focused(_)
                if !self.is_mounted => {}
            Event::Started(search, page) => {
                self.loading = Loading::Idle;
                self.freshness = Freshness::JustRead;
                self.replace_all(search, page);
            }
            Event::Mounted { returning, is_later_page } => {
                return self.mounted(returning, is_later_page);
            }
            Event::Unmounted => {
                self.is_mounted = false;
                self.is_measuring = false;
                self.focus.move_outside();
                self.selection.clear();
                self.loading = Loading::Idle;
                self.refresh_due = None;
                return vec![Effect::HideFailure];
            }
            Event::Searched(search) => return self.search_for(search),
            Event::Arrived { request, result, more_has_focus } => {
                let effects = self.receive(request, result, more_has_focus);
                return self.with_focus(effects);
            }
            Event::LoadMore => return self.fetch_next(Reason::Button),
            Event::Retried(retry) => return self.retry(retry),
            Event::Refresh { all, changed } => return self.refresh(all, changed),
            Event::Resized(columns) => self.columns = columns,
            Event::Scrolled { visible, offset, more_has_focus } => {
                return self.scrolled(visible, offset, more_has_focus);
            }
            Event::Painted(visible) => {
                self.is_measuring = false;
                self.viewport.set_visible(&visible, self.rows.loaded());
                self.visible = visible;
            }
            Event::Printing(printing) => self.viewport.print(printing),
            Event::Focused(Some(cell)) => self.focus = Focus::Inside(cell),
            Event::Focused(None) | Event::Pressed(None) => self.focus.move_outside(),
            Event::Pressed(Some(_)) => {
                if let Some(cell) = self.focus.cell().cloned() {
                    self.focus = Focus::Inside(cell);
                }
            }
            Event::Moved(movement) => return self.apply_movement(movement),
            Event::Ticked { row: None, checked: true, .. } | Event::SelectedAll => {
                self.selection.set_all();
            }
            Event::Ticked { row: None, .. } | Event::SelectionCleared => self.selection.clear(),
            Event::Ticked { row: Some(row), checked, range } => {
                if range {
                    self.selection.set_range(&self.rows, &row, checked);
                } else {
                    self.selection.set(&row, checked);
                }
            }
            Event::Toggled => {
                if let Some(row) = self.active_row() {
                    let selected = !self.selection.contains(&row);
                    self.selection.set(&row, selected);
                }
            }
            Event::Removing { id, chosen, count, fallback } => {
                return self.begin_removal(id, chosen, count, fallback);
            }
            Event::Removed(id) => return self.confirm_removal(id),
            Event::NotRemoved(id) => return self.revert_removal(id),
            Event::Inserted(rows) => return self.insert(rows),
            Event::RemovedElsewhere(ids) => return self.remove_missing(&ids),
            Event::Erased(id, fallback) => {
                let mut effects = self.move_focus_off(|row| *row == id, fallback);
                effects.extend(self.remove_missing(&[id]));
                return effects;
            }
            Event::Edited(application) => {
                self.rows.replace(application.summary());
                let effects = self.restart_request();
                return self.with_focus(effects);
            }
            Event::Invalidated => {
                self.freshness = Freshness::Invalid;
                if let Some(search) = self.search.clone().filter(|_| self.is_mounted) {
                    return self.load(search);
                }
            }
        }
        Vec::new()
    }

    fn mounted(&mut self, returning: bool, is_later_page: bool) -> Vec<Effect> {
        self.is_mounted = true;
        let mut effects = Vec::new();
        if returning && let Some(cell) = self.focus.cell().cloned() {
            effects.push(Effect::Scroll(self.offset));
            self.focus = Focus::Inside(cell);
            effects.extend(self.restore_focus());
        } else if returning {
            effects.push(Effect::Scroll(self.offset));
        }
        let freshness = std::mem::take(&mut self.freshness);
        match self.search.clone() {
            Some(search) if is_later_page || freshness == Freshness::Invalid => {
                effects.extend(self.load(search));
            }
            Some(_) if freshness == Freshness::Kept => effects.extend(self.refresh(true, false)),
            _ => {}
        }
        effects
    }

    fn scrolled(&mut self, visible: Range<usize>, offset: f64, more: bool) -> Vec<Effect> {
        self.offset = offset;
        if !self.viewport.covers(&visible, self.rows.loaded()) {
            self.viewport.set_visible(&visible, self.rows.loaded());
        }
        self.visible = visible;
        let mut effects = self.prefetch(more);
        // Rows near the visible ones are rendered after the paint.
        if !self.is_measuring {
            self.is_measuring = true;
            effects.push(Effect::MeasureAfterPaint);
        }
        effects
    }
}
