CREATE TABLE "settlement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agency_id" text NOT NULL,
	"period" text NOT NULL,
	"state" text NOT NULL,
	"shares" jsonb NOT NULL,
	"figures" jsonb NOT NULL,
	"digest" text NOT NULL,
	"drafted_at" timestamp(3) with time zone NOT NULL,
	"drafted_by" text NOT NULL,
	"signature" jsonb,
	"order_number" text,
	"message_id" uuid
);
--> statement-breakpoint
CREATE TABLE "statement" (
	"lane" text NOT NULL,
	"day" text NOT NULL,
	"sha256" text NOT NULL,
	"seq" bigserial NOT NULL,
	"lines" integer NOT NULL,
	"total" bigint NOT NULL,
	"recorded_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "statement_lane_day_sha256_pk" PRIMARY KEY("lane","day","sha256")
);
--> statement-breakpoint
CREATE TABLE "statement_line" (
	"lane" text NOT NULL,
	"day" text NOT NULL,
	"sha256" text NOT NULL,
	"no" integer NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"account" text NOT NULL,
	"reference" text,
	"bank_reference" text NOT NULL,
	"amount" bigint NOT NULL,
	"content" text NOT NULL,
	CONSTRAINT "statement_line_lane_day_sha256_no_pk" PRIMARY KEY("lane","day","sha256","no")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "settlement_unit_period" ON "settlement" USING btree ("agency_id","period");--> statement-breakpoint
CREATE INDEX "statement_day" ON "statement" USING btree ("day","lane","seq");--> statement-breakpoint
CREATE INDEX "statement_line_reference" ON "statement_line" USING btree ("reference") WHERE reference is not null;--> statement-breakpoint
CREATE INDEX "statement_line_bank_reference" ON "statement_line" USING btree ("bank_reference");--> statement-breakpoint
CREATE INDEX "dossier_event_paid" ON "dossier_event" USING btree ("at") WHERE type = 'paid';--> statement-breakpoint
CREATE INDEX "dossier_event_paid_recorded" ON "dossier_event" USING btree ("recorded_at") WHERE type = 'paid';--> statement-breakpoint
CREATE INDEX "dossier_event_paid_reference" ON "dossier_event" USING btree ((body::jsonb #>> '{data,payment,reference}')) WHERE type = 'paid';