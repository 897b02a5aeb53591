-- Keys given out so far go on working: each becomes a credential of its partner.
INSERT INTO "credential" ("id", "partner_id", "kind", "secret_hash", "created_at")
SELECT 'k_' || substr("key_hash", 1, 12), "id", 'apiKey', "key_hash", "created_at" FROM "partner";--> statement-breakpoint
ALTER TABLE "partner" DROP COLUMN "key_hash";