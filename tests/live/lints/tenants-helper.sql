-- The same by functions of one's own, of which no tool has heard: bare, in a sub-select, volatile, of the row.
-- provider: custom
-- finds: RLS007 policy "by_tenant" on public.wrapped
-- finds: RLS013 column public.wrapped.tenant_id
-- finds: RLS013 column public.wrapped.user_id
-- finds: RLS030 policy "by_tenant" on public.bare
-- finds: RLS030 policy "by_user" on public.bare
-- finds: RLS038 policy "of_the_row" on public.others
-- finds: RLS064 function app.volatile_id()
CREATE ROLE helper_app LOGIN;
CREATE SCHEMA app;
CREATE TABLE staff (tenant_id bigint NOT NULL, user_id uuid PRIMARY KEY);
GRANT USAGE ON SCHEMA app TO helper_app;
CREATE FUNCTION app.current_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC SELECT nullif(current_setting('app.user_id', true), '')::uuid; END;
CREATE FUNCTION app.current_tenant() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    RETURN (SELECT tenant_id FROM public.staff WHERE user_id = app.current_user_id());
END $$;
CREATE FUNCTION app.volatile_id() RETURNS uuid LANGUAGE plpgsql SET search_path = '' AS $$ BEGIN RETURN app.current_user_id(); END $$;
CREATE FUNCTION app.answer() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC SELECT 42::bigint; END;
CREATE FUNCTION app.is_staff(tenant bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SET search_path = '' AS $$
    SELECT EXISTS (SELECT FROM public.staff WHERE tenant_id = tenant AND user_id = app.current_user_id())
$$;
CREATE TABLE bare (id bigint PRIMARY KEY, user_id uuid NOT NULL, tenant_id bigint NOT NULL);
CREATE TABLE wrapped (id bigint PRIMARY KEY, user_id uuid NOT NULL, tenant_id bigint NOT NULL);
CREATE TABLE others (id bigint PRIMARY KEY, user_id uuid NOT NULL, tenant_id bigint NOT NULL);
CREATE INDEX ON bare (user_id);
CREATE INDEX ON bare (tenant_id);
CREATE INDEX ON others (user_id);
CREATE INDEX ON others (tenant_id);
ALTER TABLE staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE bare ENABLE ROW LEVEL SECURITY;
ALTER TABLE wrapped ENABLE ROW LEVEL SECURITY;
ALTER TABLE others ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON staff FOR SELECT TO helper_app USING (user_id = (SELECT app.current_user_id()));
CREATE POLICY by_user ON bare FOR SELECT TO helper_app USING (app.current_user_id() = user_id);
CREATE POLICY by_tenant ON bare FOR UPDATE TO helper_app USING (tenant_id = app.current_tenant()) WITH CHECK (tenant_id = (SELECT app.current_tenant()));
CREATE POLICY by_user ON wrapped FOR SELECT TO helper_app USING ((SELECT app.current_user_id()) = user_id);
CREATE POLICY by_tenant ON wrapped FOR UPDATE TO helper_app
    USING (tenant_id = (SELECT app.current_tenant())) WITH CHECK ((SELECT app.current_user_id()) = user_id);
CREATE POLICY by_volatile ON others FOR SELECT TO helper_app USING (user_id = (SELECT app.volatile_id()));
CREATE POLICY no_caller ON others FOR UPDATE TO helper_app USING (tenant_id = app.answer());
CREATE POLICY of_the_row ON others FOR DELETE TO helper_app USING (app.is_staff(tenant_id));
GRANT SELECT ON staff TO helper_app;
GRANT SELECT, UPDATE ON bare, wrapped TO helper_app;
GRANT SELECT, UPDATE, DELETE ON others TO helper_app;
REVOKE EXECUTE ON FUNCTION app.current_tenant() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.current_tenant() TO helper_app;
