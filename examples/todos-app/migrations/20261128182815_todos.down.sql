-- Migration todos, down, part 1 of 1.
-- Written by pg-rls 0.1.0 and sealed: to change it, change the models and accept another.
-- schema before: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
-- schema after:  b5716d38c651d7d0893ff1a0b534039cae4f47d746c7d6af318eb1911d189810
-- seal:          de08b22341e5788a21fdd5e7cd1a749e67d24ced4d2150601fd14b37cc72ac42
--
-- Hazards:
--   DELETES_DATA: drops table todos: its rows are gone
--   IRREVERSIBLE: the way back makes table todos anew, without its rows

SET LOCAL lock_timeout = '5s';
DROP TABLE "todos";
