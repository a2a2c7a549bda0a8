-- Ends a transaction of a use case: lock, audit rows, change-log rows with the versions of access rows, and the wake-up of who reads
-- them, in one round trip, because whoever holds the lock holds up every other writer. Each entry comes with what its hash covers
-- (contracts/src/audit-chain.ts) except the previous hash and the sequence, which are known only here. Answers the last sequence of
-- the change log, NULL without changes.
CREATE FUNCTION append_logs(
  log_lock bigint, wake_channel text,
  entry_at timestamptz, entry_actor_kind text, entry_actor_id text, entry_request_id text, actions text[],
  target_kinds text[], target_ids text[], api_ids text[], team_ids text[], befores text[], afters text[], heads text[], tails text[],
  change_channels text[], change_kinds text[], change_ids text[], change_stages text[], change_deleted boolean[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  last_seq bigint;
  last_hash text;
  next_hash text;
  last_change bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(log_lock);
  -- A statement of its own: it sees what was committed while the lock was waited for.
  SELECT seq, hash INTO last_seq, last_hash FROM audit_log ORDER BY seq DESC LIMIT 1;
  IF NOT FOUND THEN
    last_seq := 0;
    last_hash := repeat('0', 64);
  END IF;
  FOR entry IN
    SELECT * FROM unnest(actions, target_kinds, target_ids, api_ids, team_ids, befores, afters, heads, tails)
      AS t(action, target_kind, target_id, api_id, team_id, before, after, head, tail)
  LOOP
    last_seq := last_seq + 1;
    next_hash := encode(sha256(convert_to(last_hash || E'\n' || entry.head || last_seq || entry.tail, 'UTF8')), 'hex');
    INSERT INTO audit_log (seq, at, actor_kind, actor_id, action, target_kind, target_id, api_id, team_id, before, after, request_id, prev_hash, hash)
    VALUES (last_seq, entry_at, entry_actor_kind, entry_actor_id, entry.action, entry.target_kind, entry.target_id, entry.api_id,
      entry.team_id, entry.before::jsonb, entry.after::jsonb, entry_request_id, last_hash, next_hash);
    last_hash := next_hash;
  END LOOP;
  IF cardinality(change_channels) = 0 THEN
    RETURN NULL;
  END IF;
  WITH input AS (
    SELECT * FROM unnest(change_channels, change_kinds, change_ids, change_stages, change_deleted)
      WITH ORDINALITY AS t(channel, kind, entity_id, stage_id, deleted, n)
  ), logged AS (
    INSERT INTO change_log (channel, kind, entity_id, stage_id)
    SELECT channel, kind, entity_id, stage_id FROM input ORDER BY n
    RETURNING seq, channel, kind, entity_id, stage_id
  ), versions AS (
    INSERT INTO access_version (kind, entity_id, stage_id, seq, deleted)
    SELECT DISTINCT ON (l.kind, l.entity_id) l.kind, l.entity_id, l.stage_id, l.seq, i.deleted
    FROM logged l JOIN input i ON i.channel = l.channel AND i.kind = l.kind AND i.entity_id = l.entity_id
    WHERE l.channel = 'access' ORDER BY l.kind, l.entity_id, l.seq DESC, i.n DESC
    ON CONFLICT (kind, entity_id) DO UPDATE SET seq = excluded.seq, deleted = excluded.deleted, stage_id = excluded.stage_id
  )
  SELECT max(seq) INTO last_change FROM logged;
  PERFORM pg_notify(wake_channel, last_change::text);
  RETURN last_change;
END
$$;
