-- The keys by which names are put in order and found leave out marks now, so that `creme` finds
-- `Crème`. SQLite can't make them: the program fills both columns again in the same transaction
-- (store/search.rs).

UPDATE application SET name_key = NULL, search_text = NULL;
