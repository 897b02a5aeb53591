CREATE TABLE "credential" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"kind" text NOT NULL,
	"secret_hash" text,
	"sealed" text,
	"fingerprint" text,
	"created_at" timestamp(3) with time zone NOT NULL,
	"expires_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "look" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"who" text NOT NULL,
	"on_behalf_of" text,
	"dossier_id" uuid,
	"what" text NOT NULL,
	"purpose" text NOT NULL,
	"door" text NOT NULL,
	"traceparent" text
);
--> statement-breakpoint
CREATE TABLE "nonce" (
	"credential_id" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "nonce_credential_id_value_pk" PRIMARY KEY("credential_id","value")
);
--> statement-breakpoint
CREATE TABLE "partner_usage" (
	"partner_id" text NOT NULL,
	"day" text NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"refused" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "partner_usage_partner_id_day_pk" PRIMARY KEY("partner_id","day")
);
--> statement-breakpoint
CREATE TABLE "person_account" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"agencies" jsonb NOT NULL,
	"password_hash" text NOT NULL,
	"wrong" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp with time zone,
	"created_at" timestamp(3) with time zone NOT NULL,
	"disabled_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "session" (
	"hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscription" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"url" text NOT NULL,
	"types" jsonb,
	"sealed" text NOT NULL,
	"previous_sealed" text,
	"previous_until" timestamp(3) with time zone,
	"state" text NOT NULL,
	"reason" text,
	"failing_since" timestamp(3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "dossier_event" ADD COLUMN "status" text;--> statement-breakpoint
ALTER TABLE "dossier_event" ADD COLUMN "xact" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
ALTER TABLE "dossier_event" ADD COLUMN "pos" bigserial NOT NULL;--> statement-breakpoint
ALTER TABLE "partner" ADD COLUMN "scopes" jsonb;--> statement-breakpoint
ALTER TABLE "partner" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "partner" ADD COLUMN "disabled_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "credential_partner" ON "credential" USING btree ("partner_id","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "credential_secret" ON "credential" USING btree ("secret_hash") WHERE secret_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "credential_fingerprint" ON "credential" USING btree ("fingerprint") WHERE fingerprint is not null and revoked_at is null;--> statement-breakpoint
CREATE INDEX "look_dossier" ON "look" USING btree ("dossier_id","seq");--> statement-breakpoint
CREATE INDEX "look_who" ON "look" USING btree ("who","seq");--> statement-breakpoint
CREATE INDEX "nonce_expires" ON "nonce" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "session_person" ON "session" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "session_expires" ON "session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "subscription_partner" ON "subscription" USING btree ("partner_id");--> statement-breakpoint
CREATE INDEX "dossier_event_feed" ON "dossier_event" USING btree ("xact","pos");