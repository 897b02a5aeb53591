CREATE TABLE "blob" (
	"sha256" text PRIMARY KEY NOT NULL,
	"size" integer NOT NULL,
	"media_type" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "code_counter" (
	"agency_id" text NOT NULL,
	"day" text NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "code_counter_agency_id_day_pk" PRIMARY KEY("agency_id","day")
);
--> statement-breakpoint
CREATE TABLE "dossier" (
	"id" uuid PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"head_hash" text NOT NULL,
	"code" text,
	"national_code" text,
	"status" text NOT NULL,
	"agency_id" text NOT NULL,
	"parties" text[] NOT NULL,
	"procedure_code" text NOT NULL,
	"channel" text NOT NULL,
	"submitted_at" timestamp(3) with time zone NOT NULL,
	"received_at" timestamp(3) with time zone,
	"due_at" timestamp(3) with time zone,
	"updated_at" timestamp(3) with time zone NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dossier_event" (
	"dossier_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"type" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL,
	"body" text NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "dossier_event_dossier_id_seq_pk" PRIMARY KEY("dossier_id","seq")
);
--> statement-breakpoint
CREATE TABLE "lane" (
	"id" text PRIMARY KEY NOT NULL,
	"breaker" text DEFAULT 'closed' NOT NULL,
	"forced" text,
	"forced_reason" text,
	"opened_at" timestamp with time zone,
	"recovered_at" timestamp with time zone,
	"good_probes" integer DEFAULT 0 NOT NULL,
	"last_error" jsonb,
	"changed_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seq" bigserial NOT NULL,
	"lane" text NOT NULL,
	"key" text NOT NULL,
	"direction" text NOT NULL,
	"operation" text NOT NULL,
	"body" jsonb,
	"body_blob" text,
	"state" text DEFAULT 'ready' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"uncertain" boolean DEFAULT false NOT NULL,
	"next_at" timestamp(3) with time zone NOT NULL,
	"leased_by" uuid,
	"fence" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL,
	"done_at" timestamp(3) with time zone,
	"reference" text,
	"error" jsonb,
	"traceparent" text,
	"feed_id" text
);
--> statement-breakpoint
CREATE TABLE "operator_act" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"act" text NOT NULL,
	"target" text NOT NULL,
	"reason" text NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "partner" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"key_hash" text NOT NULL,
	"role" text NOT NULL,
	"agencies" jsonb NOT NULL,
	"created_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "poller" (
	"id" text PRIMARY KEY NOT NULL,
	"cursor" text,
	"holder" uuid,
	"fence" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp(3) with time zone NOT NULL,
	"empty_rounds" integer DEFAULT 0 NOT NULL,
	"last_error" jsonb,
	"last_item_at" timestamp(3) with time zone
);
--> statement-breakpoint
CREATE TABLE "procedure_version" (
	"code" text NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"origin" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "procedure_version_code_version_pk" PRIMARY KEY("code","version")
);
--> statement-breakpoint
CREATE TABLE "receipt" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"dossier_id" uuid,
	"answer" jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "receipt_scope_key_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
CREATE TABLE "wire_log" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"lane" text NOT NULL,
	"direction" text NOT NULL,
	"message_id" uuid,
	"key" text,
	"what" text NOT NULL,
	"status" integer,
	"at" timestamp(3) with time zone NOT NULL,
	"sha256" text NOT NULL,
	"size" integer NOT NULL,
	"content_type" text,
	"body" "bytea",
	"seal_id" bigint
);
--> statement-breakpoint
CREATE TABLE "wire_seal" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"first_seq" bigint NOT NULL,
	"last_seq" bigint NOT NULL,
	"count" integer NOT NULL,
	"root" text NOT NULL,
	"prev_root" text NOT NULL,
	"signature" text,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "worker" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"progress_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "dossier_code" ON "dossier" USING btree ("code");--> statement-breakpoint
CREATE UNIQUE INDEX "dossier_national_code" ON "dossier" USING btree ("national_code") WHERE national_code is not null;--> statement-breakpoint
CREATE INDEX "dossier_agency_status" ON "dossier" USING btree ("agency_id","status","id");--> statement-breakpoint
CREATE INDEX "dossier_parties" ON "dossier" USING gin ("parties") WHERE cardinality(parties) > 1;--> statement-breakpoint
CREATE INDEX "dossier_open_due" ON "dossier" USING btree ("due_at") WHERE due_at is not null and status not in ('rejected','withdrawn','returned');--> statement-breakpoint
CREATE INDEX "message_open" ON "message" USING btree ("lane","key","seq") WHERE state in ('ready','leased','paused','dead');--> statement-breakpoint
CREATE INDEX "message_ready" ON "message" USING btree ("lane","next_at","seq") WHERE state = 'ready';--> statement-breakpoint
CREATE INDEX "message_leased" ON "message" USING btree ("leased_by") WHERE state = 'leased';--> statement-breakpoint
CREATE INDEX "message_key" ON "message" USING btree ("key","seq");--> statement-breakpoint
CREATE INDEX "message_trouble" ON "message" USING btree ("state","seq") WHERE state in ('paused','dead','rejected','dropped');--> statement-breakpoint
CREATE UNIQUE INDEX "message_feed" ON "message" USING btree ("lane","feed_id") WHERE feed_id is not null;--> statement-breakpoint
CREATE INDEX "receipt_at" ON "receipt" USING brin ("at");--> statement-breakpoint
CREATE INDEX "wire_log_key" ON "wire_log" USING btree ("key","seq");--> statement-breakpoint
CREATE INDEX "wire_log_unsealed" ON "wire_log" USING btree ("seq") WHERE seal_id is null;