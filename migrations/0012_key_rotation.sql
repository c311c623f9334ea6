-- When the data key was last changed. Null: it is the one of the first secret.
alter table installation add column key_rotated_at integer;
