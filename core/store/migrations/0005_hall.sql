CREATE TABLE "hall_device" (
	"id" text PRIMARY KEY NOT NULL,
	"hall_id" text NOT NULL,
	"state" text NOT NULL,
	"problems" jsonb NOT NULL,
	"readings" jsonb NOT NULL,
	"since" timestamp(3) with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hall_event" (
	"hall_id" text NOT NULL,
	"day" date NOT NULL,
	"seq" integer NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp(3) with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"key" text,
	"key_hash" text,
	CONSTRAINT "hall_event_hall_id_day_seq_pk" PRIMARY KEY("hall_id","day","seq")
);
--> statement-breakpoint
CREATE TABLE "held_paper" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_hash" text NOT NULL,
	"agency_id" text NOT NULL,
	"name" text NOT NULL,
	"blob" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"pages" integer,
	"dossier_id" uuid,
	"component_id" text,
	"valid_until" date,
	"kept_at" timestamp(3) with time zone NOT NULL,
	"kept_by" text NOT NULL,
	"removed_at" timestamp(3) with time zone,
	"removed_by" text,
	"removed_reason" text
);
--> statement-breakpoint
CREATE TABLE "satisfaction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dossier_id" uuid,
	"occasion" text NOT NULL,
	"agency_id" text NOT NULL,
	"hall_id" text,
	"day" date NOT NULL,
	"ticket_id" text,
	"officer_id" text,
	"officer_name" text,
	"score" integer NOT NULL,
	"reasons" jsonb NOT NULL,
	"comment" text,
	"via" text NOT NULL,
	"at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "hall_event_key" ON "hall_event" USING btree ("hall_id","day","key") WHERE key is not null;--> statement-breakpoint
CREATE INDEX "hall_event_type" ON "hall_event" USING btree ("hall_id","type","day");--> statement-breakpoint
CREATE INDEX "held_paper_owner" ON "held_paper" USING btree ("owner_hash","kept_at");--> statement-breakpoint
CREATE UNIQUE INDEX "held_paper_once" ON "held_paper" USING btree ("owner_hash","blob") WHERE removed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "satisfaction_once" ON "satisfaction" USING btree ("dossier_id","occasion") WHERE dossier_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "satisfaction_ticket" ON "satisfaction" USING btree ("hall_id","day","ticket_id","occasion") WHERE dossier_id is null;--> statement-breakpoint
CREATE INDEX "satisfaction_agency" ON "satisfaction" USING btree ("agency_id","day");--> statement-breakpoint
CREATE INDEX "satisfaction_officer" ON "satisfaction" USING btree ("officer_id","day");