/**
 * SQL of a directory's persons ($1) against those here. Whoever is switched off or removed there and active here is an alarm
 * (`active-here`); a person who was removed and is off is no question any more and is left out.
 */
export const directoryRows = `
  SELECT d.id, d.user_name, d.user_name_key, d.name_key, d.email_keys, d.external_id, d.active, d.origin, d.attributes, d.updated_at,
    coalesce(d.attributes->>'displayName', d.attributes->'name'->>'formatted') AS there_name,
    p.id AS person_id, p.name AS person_name, p.email AS person_email, p.deactivated_at AS person_off,
    c.id AS candidate_id, c.name AS candidate_name, c.email AS candidate_email, c.deactivated_at AS candidate_off,
    CASE
      WHEN p.id IS NOT NULL AND p.deactivated_at IS NULL AND (d.origin = 'removed' OR NOT d.active) THEN 'active-here'
      WHEN p.id IS NOT NULL AND ((d.active AND p.deactivated_at IS NOT NULL)
        OR coalesce(d.attributes->>'displayName', p.name) <> p.name
        OR (cardinality(d.email_keys) > 0 AND p.email IS NOT NULL AND NOT p.email = ANY(d.email_keys))) THEN 'different'
      WHEN p.id IS NOT NULL THEN 'matched'
      WHEN c.id IS NOT NULL THEN 'unlinked'
      ELSE 'only-there' END AS state
  FROM directory_person d
    LEFT JOIN person p ON p.id = d.person_id AND p.erased_at IS NULL
    LEFT JOIN LATERAL (SELECT x.id, x.name, x.email, x.deactivated_at FROM person x
      WHERE d.person_id IS NULL AND x.email = ANY(d.email_keys) ORDER BY x.id LIMIT 1) c ON true
  WHERE d.identity_provider_id = $1 AND (d.origin = 'directory' OR (d.origin = 'removed' AND p.id IS NOT NULL AND p.deactivated_at IS NULL))`
