-- Routines that save, and routines that show what becomes of a failure.

CREATE FUNCTION reports.save_credit_limits("Interject_DataToSave" jsonb)
RETURNS TABLE ("Row" text, "CustomerID" text, "Status" text)
LANGUAGE plpgsql AS $$
DECLARE
  saved record;
BEGIN
  FOR saved IN
    SELECT r ->> 'Row' AS sheet_row, r ->> 'CustomerID' AS customer, trim(r ->> 'CreditLimit') AS credit_limit
    FROM jsonb_array_elements("Interject_DataToSave") WITH ORDINALITY AS rows (r, place)
    ORDER BY place
  LOOP
    "Row" := saved.sheet_row;
    "CustomerID" := saved.customer;
    IF NOT EXISTS (SELECT FROM demo.customers AS c WHERE c.customer_id = saved.customer) THEN
      RAISE EXCEPTION 'UserError: Row %: there is no customer %. Nothing is saved.', saved.sheet_row, coalesce(saved.customer, '(empty)');
    ELSIF saved.credit_limit IS NULL OR saved.credit_limit !~ '^[0-9]{1,7}([.][0-9]+)?$' OR saved.credit_limit::numeric > 1000000 THEN
      "Status" := 'Not saved: the credit limit must be a number from 0 to 1000000.';
    ELSE
      UPDATE demo.customers AS c SET credit_limit = saved.credit_limit::numeric
      WHERE c.customer_id = saved.customer AND c.credit_limit <> round(saved.credit_limit::numeric, 2);
      "Status" := CASE WHEN FOUND THEN 'Saved.' ELSE 'Unchanged.' END;
    END IF;
    RETURN NEXT;
  END LOOP;
END
$$;
COMMENT ON FUNCTION reports.save_credit_limits IS
  'ReportSave in one call: the columns Row, CustomerID, CreditLimit; a status for each row. An unknown customer refuses all of it.';

CREATE FUNCTION reports.save_customer_note("Row" text, "CustomerID" text, "Notes" text)
RETURNS TABLE ("Status" text)
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE demo.customers AS c SET notes = coalesce("Notes", '') WHERE c.customer_id = "CustomerID";
  IF NOT FOUND THEN
    RAISE EXCEPTION 'UserError: Row %: there is no customer %.', "Row", coalesce("CustomerID", '(empty)');
  END IF;
  "Status" := 'Saved.';
  RETURN NEXT;
END
$$;
COMMENT ON FUNCTION reports.save_customer_note IS 'ReportSave, called once for each row: a customer''s note.';

CREATE FUNCTION reports.slow(seconds integer)
RETURNS TABLE ("Second" integer, "At" timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
  FOR second IN 1..seconds LOOP
    FOR tenth IN 1..10 LOOP
      PERFORM pg_sleep(0.1);
    END LOOP;
    "Second" := second;
    "At" := clock_timestamp();
    RETURN NEXT;
  END LOOP;
END
$$;
COMMENT ON FUNCTION reports.slow IS 'Takes as many seconds as asked for, and answers a row for each.';

CREATE FUNCTION reports.failing(after_rows integer)
RETURNS refcursor
LANGUAGE plpgsql AS $$
DECLARE
  entries refcursor;
BEGIN
  OPEN entries FOR
    SELECT n AS "Entry", 'Row ' || n AS "Text", 100 / (after_rows + 1 - n) AS "Share"
    FROM (SELECT generate_series(1, after_rows + 1) AS n) AS numbers;
  RETURN entries;
END
$$;
COMMENT ON FUNCTION reports.failing IS 'Fails with a division by zero after so many rows.';

CREATE FUNCTION reports.refuse(message text)
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'UserError: %', message;
END
$$;
COMMENT ON FUNCTION reports.refuse IS 'Fails with a sentence for the person in Excel.';

CREATE FUNCTION reports.with_notice()
RETURNS TABLE ("Division" text, "Entries" bigint)
LANGUAGE plpgsql AS $$
BEGIN
  RAISE NOTICE 'UserNotice: The figures of June 2026 are preliminary.';
  RETURN QUERY SELECT l.division, count(*) FROM demo.ledger AS l GROUP BY l.division ORDER BY l.division;
END
$$;
COMMENT ON FUNCTION reports.with_notice IS 'A table, and a notice for the person in Excel beside it.';

CREATE FUNCTION reports.stop_with_notice()
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'UserNotice: Choose a division first.';
END
$$;
COMMENT ON FUNCTION reports.stop_with_notice IS 'Stops with a notice for the person in Excel instead of a table.';

REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA reports FROM PUBLIC;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA reports TO interject_api;
