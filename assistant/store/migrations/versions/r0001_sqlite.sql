CREATE TABLE area (
	id VARCHAR(32) NOT NULL,
	council VARCHAR(120) NOT NULL,
	counties VARCHAR(400) NOT NULL,
	CONSTRAINT pk_area PRIMARY KEY (id)
);
CREATE TABLE flow_version (
	id VARCHAR(64) NOT NULL,
	flow VARCHAR(40) NOT NULL,
	files BLOB NOT NULL,
	sharing_rule VARCHAR(8) NOT NULL,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_flow_version PRIMARY KEY (id)
);
CREATE TABLE ledger_entry (
	id VARCHAR(32) NOT NULL,
	kind VARCHAR(32) NOT NULL,
	body TEXT NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_ledger_entry PRIMARY KEY (id)
);
CREATE TABLE ledger_head (
	chain VARCHAR(48) NOT NULL,
	count INTEGER NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	CONSTRAINT pk_ledger_head PRIMARY KEY (chain)
)
 WITHOUT ROWID;
CREATE TABLE person_key (
	id VARCHAR(32) NOT NULL,
	site_key_id VARCHAR(32) NOT NULL,
	wrapped BLOB,
	created_at BIGINT NOT NULL,
	destroyed_at BIGINT,
	CONSTRAINT pk_person_key PRIMARY KEY (id)
);
CREATE TABLE approval (
	flow_version_id VARCHAR(64) NOT NULL,
	language VARCHAR(16) NOT NULL,
	approved_by VARCHAR(120) NOT NULL,
	role VARCHAR(120) NOT NULL,
	approved_at BIGINT NOT NULL,
	withdrawn_at BIGINT,
	CONSTRAINT pk_approval PRIMARY KEY (flow_version_id, language),
	CONSTRAINT fk_approval_flow_version_id_flow_version FOREIGN KEY(flow_version_id) REFERENCES flow_version (id)
);
CREATE TABLE ledger_leaf (
	leaf_index BIGINT NOT NULL,
	entry_id VARCHAR(32) NOT NULL,
	CONSTRAINT pk_ledger_leaf PRIMARY KEY (leaf_index),
	CONSTRAINT uq_ledger_leaf_entry_id UNIQUE (entry_id),
	CONSTRAINT fk_ledger_leaf_entry_id_ledger_entry FOREIGN KEY(entry_id) REFERENCES ledger_entry (id)
);
CREATE TABLE ledger_link (
	chain VARCHAR(48) NOT NULL,
	number INTEGER NOT NULL,
	entry_id VARCHAR(32) NOT NULL,
	previous_sha256 VARCHAR(64) NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	CONSTRAINT pk_ledger_link PRIMARY KEY (chain, number),
	CONSTRAINT fk_ledger_link_entry_id_ledger_entry FOREIGN KEY(entry_id) REFERENCES ledger_entry (id)
)
 WITHOUT ROWID;
CREATE TABLE notice_version (
	id VARCHAR(64) NOT NULL,
	flow_version_id VARCHAR(64) NOT NULL,
	scope VARCHAR(40) NOT NULL,
	number INTEGER NOT NULL,
	published_at BIGINT NOT NULL,
	CONSTRAINT pk_notice_version PRIMARY KEY (id),
	CONSTRAINT fk_notice_version_flow_version_id_flow_version FOREIGN KEY(flow_version_id) REFERENCES flow_version (id)
);
CREATE INDEX ix_notice_version_flow_version_id ON notice_version (flow_version_id);
CREATE TABLE organisation (
	id VARCHAR(32) NOT NULL,
	name VARCHAR(160) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	area_id VARCHAR(32),
	CONSTRAINT pk_organisation PRIMARY KEY (id),
	CONSTRAINT ck_organisation_kind CHECK (kind in ('esd','partner','council')),
	CONSTRAINT fk_organisation_area_id_area FOREIGN KEY(area_id) REFERENCES area (id)
);
CREATE INDEX ix_organisation_area_id ON organisation (area_id);
CREATE TABLE person (
	id VARCHAR(32) NOT NULL,
	seeker_id VARCHAR(16) NOT NULL,
	person_key_id VARCHAR(32) NOT NULL,
	name_sealed BLOB NOT NULL,
	birth_date_sealed BLOB NOT NULL,
	contact_sealed BLOB,
	match_index VARCHAR(64) NOT NULL,
	area_id VARCHAR(32),
	status VARCHAR(24) NOT NULL,
	holds INTEGER NOT NULL,
	shadows INTEGER NOT NULL,
	not_frozen INTEGER NOT NULL,
	visibility VARCHAR(12) NOT NULL GENERATED ALWAYS AS (case when status = 'opt_out_confirmed' or holds > 0 or shadows > 0 then 'suppressed' when status = 'share_confirmed' and not_frozen = 1 then 'shared' else 'esd_only' end) STORED,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_person PRIMARY KEY (id),
	CONSTRAINT ck_person_status CHECK (status in ('never_notified','notified_no_choice','opt_out_confirmed','share_confirmed')),
	CONSTRAINT ck_person_holds CHECK (holds >= 0),
	CONSTRAINT ck_person_shadows CHECK (shadows >= 0),
	CONSTRAINT ck_person_not_frozen CHECK (not_frozen in (0,1)),
	CONSTRAINT uq_person_seeker_id UNIQUE (seeker_id),
	CONSTRAINT fk_person_person_key_id_person_key FOREIGN KEY(person_key_id) REFERENCES person_key (id),
	CONSTRAINT fk_person_area_id_area FOREIGN KEY(area_id) REFERENCES area (id)
);
CREATE INDEX ix_person_area_id ON person (area_id);
CREATE INDEX ix_person_match_index ON person (match_index, created_at, id);
CREATE INDEX ix_person_person_key_id ON person (person_key_id);
CREATE TABLE site (
	id VARCHAR(32) NOT NULL,
	area_id VARCHAR(32) NOT NULL,
	name VARCHAR(120) NOT NULL,
	alternate_language VARCHAR(16) NOT NULL,
	phone VARCHAR(40) NOT NULL,
	CONSTRAINT pk_site PRIMARY KEY (id),
	CONSTRAINT fk_site_area_id_area FOREIGN KEY(area_id) REFERENCES area (id)
);
CREATE INDEX ix_site_area_id ON site (area_id);
CREATE TABLE agreement (
	id VARCHAR(32) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	made_at BIGINT NOT NULL,
	CONSTRAINT pk_agreement PRIMARY KEY (id),
	CONSTRAINT fk_agreement_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id)
);
CREATE INDEX ix_agreement_organisation_id ON agreement (organisation_id);
CREATE TABLE likely_index (
	person_id VARCHAR(32) NOT NULL,
	likeness VARCHAR(64) NOT NULL,
	CONSTRAINT pk_likely_index PRIMARY KEY (person_id, likeness),
	CONSTRAINT fk_likely_index_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_likely_index_likeness ON likely_index (likeness);
CREATE TABLE notice_category (
	notice_version_id VARCHAR(64) NOT NULL,
	category VARCHAR(8) NOT NULL,
	CONSTRAINT pk_notice_category PRIMARY KEY (notice_version_id, category),
	CONSTRAINT fk_notice_category_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id)
);
CREATE TABLE notice_element (
	notice_version_id VARCHAR(64) NOT NULL,
	element VARCHAR(8) NOT NULL,
	CONSTRAINT pk_notice_element PRIMARY KEY (notice_version_id, element),
	CONSTRAINT fk_notice_element_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id)
);
CREATE TABLE notice_text (
	notice_version_id VARCHAR(64) NOT NULL,
	language VARCHAR(16) NOT NULL,
	"key" VARCHAR(80) NOT NULL,
	text TEXT NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	CONSTRAINT pk_notice_text PRIMARY KEY (notice_version_id, language, "key"),
	CONSTRAINT fk_notice_text_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id)
);
CREATE TABLE person_fact (
	id VARCHAR(32) NOT NULL,
	person_id VARCHAR(32) NOT NULL,
	category VARCHAR(8) NOT NULL,
	field VARCHAR(40) NOT NULL,
	value_sealed BLOB NOT NULL,
	recorded_at BIGINT NOT NULL,
	CONSTRAINT pk_person_fact PRIMARY KEY (id),
	CONSTRAINT fk_person_fact_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_person_fact_person ON person_fact (person_id, recorded_at, id);
CREATE TABLE staff (
	id VARCHAR(32) NOT NULL,
	email VARCHAR(160) NOT NULL,
	password VARCHAR(255) NOT NULL,
	name VARCHAR(120) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	site_id VARCHAR(32),
	active BOOLEAN NOT NULL,
	is_demo BOOLEAN NOT NULL,
	fs_uniquifier VARCHAR(64) NOT NULL,
	disabled_at BIGINT,
	seeker_id VARCHAR(16),
	failed_sign_ins INTEGER NOT NULL,
	locked_until BIGINT,
	CONSTRAINT pk_staff PRIMARY KEY (id),
	CONSTRAINT uq_staff_email UNIQUE (email),
	CONSTRAINT fk_staff_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_staff_site_id_site FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT uq_staff_fs_uniquifier UNIQUE (fs_uniquifier),
	CONSTRAINT uq_staff_seeker_id UNIQUE (seeker_id),
	CONSTRAINT fk_staff_seeker_id_person FOREIGN KEY(seeker_id) REFERENCES person (seeker_id)
);
CREATE INDEX ix_staff_organisation_id ON staff (organisation_id);
CREATE INDEX ix_staff_site_id ON staff (site_id);
CREATE TABLE agreement_terms (
	agreement_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	counts_from BIGINT NOT NULL,
	state VARCHAR(16) NOT NULL,
	starts_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL,
	areas TEXT NOT NULL,
	categories TEXT NOT NULL,
	purposes TEXT NOT NULL,
	other_program VARCHAR(200) NOT NULL,
	esd_manager VARCHAR(120) NOT NULL,
	partner_manager VARCHAR(120) NOT NULL,
	signed_document_sha256 VARCHAR(64) NOT NULL,
	uc_basis VARCHAR(40),
	changed_by VARCHAR(32) NOT NULL,
	why VARCHAR(200) NOT NULL,
	CONSTRAINT pk_agreement_terms PRIMARY KEY (agreement_id, number),
	CONSTRAINT ck_agreement_terms_state CHECK (state in ('draft','active','suspended','expired','terminated')),
	CONSTRAINT fk_agreement_terms_agreement_id_agreement FOREIGN KEY(agreement_id) REFERENCES agreement (id),
	CONSTRAINT fk_agreement_terms_changed_by_staff FOREIGN KEY(changed_by) REFERENCES staff (id)
);
CREATE INDEX ix_agreement_terms_changed_by ON agreement_terms (changed_by);
CREATE TABLE cease_use_batch (
	id VARCHAR(32) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	made_at BIGINT NOT NULL,
	seen_at BIGINT,
	seen_by VARCHAR(32),
	CONSTRAINT pk_cease_use_batch PRIMARY KEY (id),
	CONSTRAINT fk_cease_use_batch_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_cease_use_batch_seen_by_staff FOREIGN KEY(seen_by) REFERENCES staff (id)
);
CREATE INDEX ix_cease_use_batch_organisation_id ON cease_use_batch (organisation_id);
CREATE INDEX ix_cease_use_batch_seen_by ON cease_use_batch (seen_by);
CREATE TABLE client (
	id VARCHAR(32) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	name VARCHAR(120) NOT NULL,
	secret_sha256 VARCHAR(64) NOT NULL,
	made_at BIGINT NOT NULL,
	made_by VARCHAR(32) NOT NULL,
	ends_at BIGINT NOT NULL,
	revoked_at BIGINT,
	revoked_by VARCHAR(32),
	CONSTRAINT pk_client PRIMARY KEY (id),
	CONSTRAINT fk_client_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT uq_client_secret_sha256 UNIQUE (secret_sha256),
	CONSTRAINT fk_client_made_by_staff FOREIGN KEY(made_by) REFERENCES staff (id),
	CONSTRAINT fk_client_revoked_by_staff FOREIGN KEY(revoked_by) REFERENCES staff (id)
);
CREATE INDEX ix_client_made_by ON client (made_by);
CREATE INDEX ix_client_organisation_id ON client (organisation_id);
CREATE INDEX ix_client_revoked_by ON client (revoked_by);
CREATE TABLE conversation (
	id VARCHAR(32) NOT NULL,
	flow_version_id VARCHAR(64) NOT NULL,
	notice_version_id VARCHAR(64),
	channel VARCHAR(8) NOT NULL,
	site_id VARCHAR(32),
	area_id VARCHAR(32),
	owner_hash VARCHAR(64) NOT NULL,
	assisted_by VARCHAR(32),
	reference VARCHAR(12) NOT NULL,
	turns INTEGER NOT NULL,
	standing TEXT NOT NULL,
	began_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	ended_at BIGINT,
	CONSTRAINT pk_conversation PRIMARY KEY (id),
	CONSTRAINT ck_conversation_channel CHECK (channel in ('kiosk','web','assisted')),
	CONSTRAINT fk_conversation_flow_version_id_flow_version FOREIGN KEY(flow_version_id) REFERENCES flow_version (id),
	CONSTRAINT fk_conversation_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id),
	CONSTRAINT fk_conversation_site_id_site FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_conversation_area_id_area FOREIGN KEY(area_id) REFERENCES area (id),
	CONSTRAINT uq_conversation_owner_hash UNIQUE (owner_hash),
	CONSTRAINT fk_conversation_assisted_by_staff FOREIGN KEY(assisted_by) REFERENCES staff (id),
	CONSTRAINT uq_conversation_reference UNIQUE (reference)
);
CREATE INDEX ix_conversation_area_id ON conversation (area_id);
CREATE INDEX ix_conversation_assisted_by ON conversation (assisted_by);
CREATE INDEX ix_conversation_flow_version_id ON conversation (flow_version_id);
CREATE INDEX ix_conversation_notice_version_id ON conversation (notice_version_id);
CREATE INDEX ix_conversation_site_id ON conversation (site_id);
CREATE TABLE duplicate (
	id VARCHAR(32) NOT NULL,
	one_id VARCHAR(32) NOT NULL,
	other_id VARCHAR(32) NOT NULL,
	found_at BIGINT NOT NULL,
	found_by VARCHAR(32) NOT NULL,
	version INTEGER NOT NULL,
	kept_id VARCHAR(32),
	proposed_at BIGINT,
	proposed_by VARCHAR(32),
	merged_at BIGINT,
	merged_by VARCHAR(32),
	ended_at BIGINT,
	ended_by VARCHAR(32),
	ended_why VARCHAR(16),
	CONSTRAINT pk_duplicate PRIMARY KEY (id),
	CONSTRAINT ck_duplicate_two CHECK (one_id <> other_id),
	CONSTRAINT ck_duplicate_kept CHECK (kept_id is null or kept_id in (one_id, other_id)),
	CONSTRAINT ck_duplicate_merged_by_two CHECK (merged_at is null or merged_by <> proposed_by),
	CONSTRAINT fk_duplicate_one_id_person FOREIGN KEY(one_id) REFERENCES person (id),
	CONSTRAINT fk_duplicate_other_id_person FOREIGN KEY(other_id) REFERENCES person (id),
	CONSTRAINT fk_duplicate_found_by_staff FOREIGN KEY(found_by) REFERENCES staff (id),
	CONSTRAINT fk_duplicate_kept_id_person FOREIGN KEY(kept_id) REFERENCES person (id),
	CONSTRAINT fk_duplicate_proposed_by_staff FOREIGN KEY(proposed_by) REFERENCES staff (id),
	CONSTRAINT fk_duplicate_merged_by_staff FOREIGN KEY(merged_by) REFERENCES staff (id),
	CONSTRAINT fk_duplicate_ended_by_staff FOREIGN KEY(ended_by) REFERENCES staff (id)
);
CREATE INDEX ix_duplicate_ended_by ON duplicate (ended_by);
CREATE INDEX ix_duplicate_found_by ON duplicate (found_by);
CREATE INDEX ix_duplicate_kept_id ON duplicate (kept_id);
CREATE INDEX ix_duplicate_merged_by ON duplicate (merged_by);
CREATE INDEX ix_duplicate_one_id ON duplicate (one_id);
CREATE INDEX ix_duplicate_other_id ON duplicate (other_id);
CREATE INDEX ix_duplicate_proposed_by ON duplicate (proposed_by);
CREATE TABLE grant_given (
	id VARCHAR(32) NOT NULL,
	staff_id VARCHAR(32) NOT NULL,
	kind VARCHAR(24) NOT NULL,
	given_by VARCHAR(32) NOT NULL,
	approved_by VARCHAR(32) NOT NULL,
	begins_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL,
	revoked_at BIGINT,
	reason VARCHAR(200) NOT NULL,
	CONSTRAINT pk_grant_given PRIMARY KEY (id),
	CONSTRAINT ck_grant_given_two CHECK (given_by <> approved_by and given_by <> staff_id and approved_by <> staff_id),
	CONSTRAINT fk_grant_given_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
	CONSTRAINT fk_grant_given_given_by_staff FOREIGN KEY(given_by) REFERENCES staff (id),
	CONSTRAINT fk_grant_given_approved_by_staff FOREIGN KEY(approved_by) REFERENCES staff (id)
);
CREATE INDEX ix_grant_given_approved_by ON grant_given (approved_by);
CREATE INDEX ix_grant_given_given_by ON grant_given (given_by);
CREATE INDEX ix_grant_given_staff_id ON grant_given (staff_id);
CREATE INDEX ix_grant_given_staff_kind ON grant_given (staff_id, kind);
CREATE TABLE invitation (
	id VARCHAR(32) NOT NULL,
	staff_id VARCHAR(32) NOT NULL,
	secret_sha256 VARCHAR(64) NOT NULL,
	made_at BIGINT NOT NULL,
	made_by VARCHAR(32) NOT NULL,
	ends_at BIGINT NOT NULL,
	used_at BIGINT,
	CONSTRAINT pk_invitation PRIMARY KEY (id),
	CONSTRAINT fk_invitation_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
	CONSTRAINT uq_invitation_secret_sha256 UNIQUE (secret_sha256),
	CONSTRAINT fk_invitation_made_by_staff FOREIGN KEY(made_by) REFERENCES staff (id)
);
CREATE INDEX ix_invitation_made_by ON invitation (made_by);
CREATE INDEX ix_invitation_staff_id ON invitation (staff_id);
CREATE TABLE notice_party (
	notice_version_id VARCHAR(64) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	agreement_id VARCHAR(32) NOT NULL,
	CONSTRAINT pk_notice_party PRIMARY KEY (notice_version_id, organisation_id),
	CONSTRAINT fk_notice_party_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id),
	CONSTRAINT fk_notice_party_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_notice_party_agreement_id_agreement FOREIGN KEY(agreement_id) REFERENCES agreement (id)
);
CREATE INDEX ix_notice_party_agreement_id ON notice_party (agreement_id);
CREATE INDEX ix_notice_party_organisation_id ON notice_party (organisation_id);
CREATE TABLE partner_basis (
	id VARCHAR(32) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	basis VARCHAR(24) NOT NULL,
	area_id VARCHAR(32),
	starts_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL,
	document_sha256 VARCHAR(64) NOT NULL,
	recorded_at BIGINT NOT NULL,
	recorded_by VARCHAR(32) NOT NULL,
	legal_review_at BIGINT,
	legal_review_by VARCHAR(32),
	legal_review_says VARCHAR(400) NOT NULL,
	ended_at BIGINT,
	ended_by VARCHAR(32),
	CONSTRAINT pk_partner_basis PRIMARY KEY (id),
	CONSTRAINT ck_partner_basis_basis CHECK (basis in ('mou_signatory','wia_contract_wdc','wia_contract_esd')),
	CONSTRAINT fk_partner_basis_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_partner_basis_area_id_area FOREIGN KEY(area_id) REFERENCES area (id),
	CONSTRAINT fk_partner_basis_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
	CONSTRAINT fk_partner_basis_legal_review_by_staff FOREIGN KEY(legal_review_by) REFERENCES staff (id),
	CONSTRAINT fk_partner_basis_ended_by_staff FOREIGN KEY(ended_by) REFERENCES staff (id)
);
CREATE INDEX ix_partner_basis_area_id ON partner_basis (area_id);
CREATE INDEX ix_partner_basis_ended_by ON partner_basis (ended_by);
CREATE INDEX ix_partner_basis_legal_review_by ON partner_basis (legal_review_by);
CREATE INDEX ix_partner_basis_organisation_id ON partner_basis (organisation_id);
CREATE INDEX ix_partner_basis_recorded_by ON partner_basis (recorded_by);
CREATE TABLE review (
	id VARCHAR(32) NOT NULL,
	subject VARCHAR(12) NOT NULL,
	subject_id VARCHAR(32) NOT NULL,
	reviewed_by VARCHAR(32) NOT NULL,
	at BIGINT NOT NULL,
	finding VARCHAR(12) NOT NULL,
	says VARCHAR(400) NOT NULL,
	CONSTRAINT pk_review PRIMARY KEY (id),
	CONSTRAINT uq_review_subject_subject_id UNIQUE (subject, subject_id),
	CONSTRAINT ck_review_subject CHECK (subject in ('grant','request')),
	CONSTRAINT ck_review_finding CHECK (finding in ('in_order','not_in_order')),
	CONSTRAINT fk_review_reviewed_by_staff FOREIGN KEY(reviewed_by) REFERENCES staff (id)
);
CREATE INDEX ix_review_reviewed_by ON review (reviewed_by);
CREATE TABLE sign_in (
	id VARCHAR(32) NOT NULL,
	secret_sha256 VARCHAR(64) NOT NULL,
	staff_id VARCHAR(32) NOT NULL,
	began_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	ended_at BIGINT,
	CONSTRAINT pk_sign_in PRIMARY KEY (id),
	CONSTRAINT uq_sign_in_secret_sha256 UNIQUE (secret_sha256),
	CONSTRAINT fk_sign_in_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE INDEX ix_sign_in_staff_id ON sign_in (staff_id);
CREATE TABLE user_condition (
	id VARCHAR(32) NOT NULL,
	staff_id VARCHAR(32) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	dated BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	recorded_by VARCHAR(32) NOT NULL,
	withdrawn_at BIGINT,
	withdrawn_by VARCHAR(32),
	CONSTRAINT pk_user_condition PRIMARY KEY (id),
	CONSTRAINT ck_user_condition_kind CHECK (kind in ('training','nondisclosure','approval')),
	CONSTRAINT fk_user_condition_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
	CONSTRAINT fk_user_condition_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id),
	CONSTRAINT fk_user_condition_withdrawn_by_staff FOREIGN KEY(withdrawn_by) REFERENCES staff (id)
);
CREATE INDEX ix_user_condition_recorded_by ON user_condition (recorded_by);
CREATE INDEX ix_user_condition_staff_id ON user_condition (staff_id);
CREATE INDEX ix_user_condition_withdrawn_by ON user_condition (withdrawn_by);
CREATE TABLE authority (
	id VARCHAR(32) NOT NULL,
	person_id VARCHAR(32),
	conversation_id VARCHAR(32),
	holder_sealed BLOB NOT NULL,
	kind VARCHAR(24) NOT NULL,
	statements VARCHAR(80) NOT NULL,
	document_sha256 VARCHAR(64) NOT NULL,
	begins_at BIGINT NOT NULL,
	ends_at BIGINT,
	seen_at BIGINT NOT NULL,
	seen_by VARCHAR(32) NOT NULL,
	withdrawn_at BIGINT,
	withdrawn_by VARCHAR(32),
	CONSTRAINT pk_authority PRIMARY KEY (id),
	CONSTRAINT ck_authority_kind CHECK (kind in ('parent','guardian_order','power_of_attorney','signed_release')),
	CONSTRAINT ck_authority_for_one CHECK ((person_id is null) <> (conversation_id is null)),
	CONSTRAINT fk_authority_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_authority_conversation_id_conversation FOREIGN KEY(conversation_id) REFERENCES conversation (id),
	CONSTRAINT fk_authority_seen_by_staff FOREIGN KEY(seen_by) REFERENCES staff (id),
	CONSTRAINT fk_authority_withdrawn_by_staff FOREIGN KEY(withdrawn_by) REFERENCES staff (id)
);
CREATE INDEX ix_authority_conversation_id ON authority (conversation_id);
CREATE INDEX ix_authority_person_id ON authority (person_id);
CREATE INDEX ix_authority_seen_by ON authority (seen_by);
CREATE INDEX ix_authority_withdrawn_by ON authority (withdrawn_by);
CREATE TABLE cease_use (
	id VARCHAR(32) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	person_id VARCHAR(32) NOT NULL,
	cause VARCHAR(16) NOT NULL,
	owed_at BIGINT NOT NULL,
	batch_id VARCHAR(32),
	CONSTRAINT pk_cease_use PRIMARY KEY (id),
	CONSTRAINT ck_cease_use_cause CHECK (cause in ('choice','agreement','merge','death')),
	CONSTRAINT fk_cease_use_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_cease_use_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_cease_use_batch_id_cease_use_batch FOREIGN KEY(batch_id) REFERENCES cease_use_batch (id)
);
CREATE INDEX ix_cease_use_batch_id ON cease_use (batch_id);
CREATE INDEX ix_cease_use_owed ON cease_use (organisation_id, batch_id);
CREATE INDEX ix_cease_use_person_id ON cease_use (person_id);
CREATE TABLE grant_proposal (
	id VARCHAR(32) NOT NULL,
	staff_id VARCHAR(32) NOT NULL,
	kind VARCHAR(24) NOT NULL,
	begins_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL,
	reason VARCHAR(200) NOT NULL,
	proposed_by VARCHAR(32) NOT NULL,
	proposed_at BIGINT NOT NULL,
	state VARCHAR(12) NOT NULL,
	decided_at BIGINT,
	decided_by VARCHAR(32),
	grant_id VARCHAR(32),
	CONSTRAINT pk_grant_proposal PRIMARY KEY (id),
	CONSTRAINT ck_grant_proposal_state CHECK (state in ('waiting','approved','refused','withdrawn')),
	CONSTRAINT fk_grant_proposal_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
	CONSTRAINT fk_grant_proposal_proposed_by_staff FOREIGN KEY(proposed_by) REFERENCES staff (id),
	CONSTRAINT fk_grant_proposal_decided_by_staff FOREIGN KEY(decided_by) REFERENCES staff (id),
	CONSTRAINT fk_grant_proposal_grant_id_grant_given FOREIGN KEY(grant_id) REFERENCES grant_given (id)
);
CREATE INDEX ix_grant_proposal_decided_by ON grant_proposal (decided_by);
CREATE INDEX ix_grant_proposal_grant_id ON grant_proposal (grant_id);
CREATE INDEX ix_grant_proposal_proposed_by ON grant_proposal (proposed_by);
CREATE INDEX ix_grant_proposal_staff_id ON grant_proposal (staff_id);
CREATE INDEX ix_grant_proposal_state ON grant_proposal (state, proposed_at, id);
CREATE TABLE objection (
	id VARCHAR(32) NOT NULL,
	conversation_id VARCHAR(32),
	number INTEGER,
	way VARCHAR(16) NOT NULL,
	spoken_by VARCHAR(12) NOT NULL,
	received_at BIGINT NOT NULL,
	recorded_by VARCHAR(32),
	CONSTRAINT pk_objection PRIMARY KEY (id),
	CONSTRAINT fk_objection_conversation_id_conversation FOREIGN KEY(conversation_id) REFERENCES conversation (id),
	CONSTRAINT fk_objection_recorded_by_staff FOREIGN KEY(recorded_by) REFERENCES staff (id)
);
CREATE INDEX ix_objection_conversation_id ON objection (conversation_id);
CREATE INDEX ix_objection_recorded_by ON objection (recorded_by);
CREATE TABLE private_link (
	id VARCHAR(32) NOT NULL,
	conversation_id VARCHAR(32) NOT NULL,
	secret_sha256 VARCHAR(64) NOT NULL,
	made_at BIGINT NOT NULL,
	revoked_at BIGINT,
	CONSTRAINT pk_private_link PRIMARY KEY (id),
	CONSTRAINT fk_private_link_conversation_id_conversation FOREIGN KEY(conversation_id) REFERENCES conversation (id),
	CONSTRAINT uq_private_link_secret_sha256 UNIQUE (secret_sha256)
);
CREATE INDEX ix_private_link_conversation_id ON private_link (conversation_id);
CREATE TABLE record_freeze (
	id VARCHAR(32) NOT NULL,
	person_id VARCHAR(32) NOT NULL,
	cause VARCHAR(16) NOT NULL,
	duplicate_id VARCHAR(32),
	began_at BIGINT NOT NULL,
	began_by VARCHAR(32) NOT NULL,
	ended_at BIGINT,
	ended_by VARCHAR(32),
	CONSTRAINT pk_record_freeze PRIMARY KEY (id),
	CONSTRAINT ck_record_freeze_cause CHECK (cause in ('duplicate','merged','deceased')),
	CONSTRAINT fk_record_freeze_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_record_freeze_duplicate_id_duplicate FOREIGN KEY(duplicate_id) REFERENCES duplicate (id),
	CONSTRAINT fk_record_freeze_began_by_staff FOREIGN KEY(began_by) REFERENCES staff (id),
	CONSTRAINT fk_record_freeze_ended_by_staff FOREIGN KEY(ended_by) REFERENCES staff (id)
);
CREATE INDEX ix_record_freeze_began_by ON record_freeze (began_by);
CREATE INDEX ix_record_freeze_duplicate_id ON record_freeze (duplicate_id);
CREATE INDEX ix_record_freeze_ended_by ON record_freeze (ended_by);
CREATE INDEX ix_record_freeze_person_id ON record_freeze (person_id);
CREATE TABLE search (
	id VARCHAR(32) NOT NULL,
	staff_id VARCHAR(32) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	purpose VARCHAR(40) NOT NULL,
	"by" VARCHAR(12) NOT NULL,
	client_id VARCHAR(32),
	at BIGINT NOT NULL,
	CONSTRAINT pk_search PRIMARY KEY (id),
	CONSTRAINT fk_search_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
	CONSTRAINT fk_search_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_search_client_id_client FOREIGN KEY(client_id) REFERENCES client (id)
);
CREATE INDEX ix_search_client_id ON search (client_id);
CREATE INDEX ix_search_organisation ON search (organisation_id, at, id);
CREATE INDEX ix_search_staff_id ON search (staff_id);
CREATE TABLE turn (
	conversation_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	event VARCHAR(16) NOT NULL,
	step VARCHAR(40) NOT NULL,
	answer VARCHAR(40) NOT NULL,
	next_step VARCHAR(40) NOT NULL,
	language VARCHAR(16) NOT NULL,
	text_sha256 VARCHAR(64) NOT NULL,
	"by" VARCHAR(16) NOT NULL,
	method VARCHAR(16) NOT NULL,
	token_sha256 VARCHAR(64) NOT NULL,
	payload_sha256 VARCHAR(64) NOT NULL,
	shown_at BIGINT NOT NULL,
	answered_at BIGINT NOT NULL,
	CONSTRAINT pk_turn PRIMARY KEY (conversation_id, number),
	CONSTRAINT ck_turn_by CHECK (by in ('person','staff','interpreter')),
	CONSTRAINT ck_turn_method CHECK (method in ('read','read_aloud','staff_attested')),
	CONSTRAINT fk_turn_conversation_id_conversation FOREIGN KEY(conversation_id) REFERENCES conversation (id)
)
 WITHOUT ROWID;
CREATE TABLE choice (
	conversation_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	notice_version_id VARCHAR(64) NOT NULL,
	value VARCHAR(16) NOT NULL,
	shown_first VARCHAR(16) NOT NULL,
	CONSTRAINT pk_choice PRIMARY KEY (conversation_id, number),
	CONSTRAINT fk_choice_conversation_id_number_turn FOREIGN KEY(conversation_id, number) REFERENCES turn (conversation_id, number),
	CONSTRAINT ck_choice_value CHECK (value in ('share','do_not_share')),
	CONSTRAINT fk_choice_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id)
)
 WITHOUT ROWID;
CREATE INDEX ix_choice_notice_version_id ON choice (notice_version_id);
CREATE TABLE identity_typed (
	id VARCHAR(32) NOT NULL,
	conversation_id VARCHAR(32),
	number INTEGER,
	objection_id VARCHAR(32),
	person_key_id VARCHAR(32) NOT NULL,
	name_sealed BLOB NOT NULL,
	birth_date_sealed BLOB NOT NULL,
	contact_sealed BLOB,
	may_leave_message INTEGER NOT NULL,
	match_index VARCHAR(64) NOT NULL,
	typed_at BIGINT NOT NULL,
	CONSTRAINT pk_identity_typed PRIMARY KEY (id),
	CONSTRAINT fk_identity_typed_conversation_id_conversation FOREIGN KEY(conversation_id) REFERENCES conversation (id),
	CONSTRAINT fk_identity_typed_objection_id_objection FOREIGN KEY(objection_id) REFERENCES objection (id),
	CONSTRAINT fk_identity_typed_person_key_id_person_key FOREIGN KEY(person_key_id) REFERENCES person_key (id)
);
CREATE INDEX ix_identity_typed_conversation ON identity_typed (conversation_id, typed_at, id);
CREATE INDEX ix_identity_typed_match_index ON identity_typed (match_index);
CREATE INDEX ix_identity_typed_objection_id ON identity_typed (objection_id);
CREATE INDEX ix_identity_typed_person_key_id ON identity_typed (person_key_id);
CREATE TABLE original (
	id VARCHAR(32) NOT NULL,
	objection_id VARCHAR(32) NOT NULL,
	person_key_id VARCHAR(32) NOT NULL,
	media_type VARCHAR(40) NOT NULL,
	body_sealed BLOB NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	kept_at BIGINT NOT NULL,
	CONSTRAINT pk_original PRIMARY KEY (id),
	CONSTRAINT fk_original_objection_id_objection FOREIGN KEY(objection_id) REFERENCES objection (id),
	CONSTRAINT fk_original_person_key_id_person_key FOREIGN KEY(person_key_id) REFERENCES person_key (id)
);
CREATE INDEX ix_original_objection_id ON original (objection_id);
CREATE INDEX ix_original_person_key_id ON original (person_key_id);
CREATE TABLE request (
	id VARCHAR(32) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	conversation_id VARCHAR(32),
	choice_number INTEGER,
	objection_id VARCHAR(32),
	reference VARCHAR(12) NOT NULL,
	site_id VARCHAR(32),
	state VARCHAR(12) NOT NULL,
	version INTEGER NOT NULL,
	taken_down_by VARCHAR(32),
	spoken_by VARCHAR(12) NOT NULL,
	said_at BIGINT NOT NULL,
	opened_at BIGINT NOT NULL,
	decided_at BIGINT,
	decided_by VARCHAR(32),
	return_reason VARCHAR(40),
	person_id VARCHAR(32),
	for_sampling INTEGER NOT NULL,
	authority_id VARCHAR(32),
	reopens_id VARCHAR(32),
	CONSTRAINT pk_request PRIMARY KEY (id),
	CONSTRAINT ck_request_spoken_by CHECK (spoken_by in ('self','parent','guardian','agent')),
	CONSTRAINT ck_request_kind CHECK (kind in ('share','do_not_share')),
	CONSTRAINT ck_request_state CHECK (state in ('waiting','returned','confirmed','superseded')),
	CONSTRAINT fk_request_conversation_id_conversation FOREIGN KEY(conversation_id) REFERENCES conversation (id),
	CONSTRAINT fk_request_objection_id_objection FOREIGN KEY(objection_id) REFERENCES objection (id),
	CONSTRAINT fk_request_site_id_site FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_request_taken_down_by_staff FOREIGN KEY(taken_down_by) REFERENCES staff (id),
	CONSTRAINT fk_request_decided_by_staff FOREIGN KEY(decided_by) REFERENCES staff (id),
	CONSTRAINT fk_request_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_request_authority_id_authority FOREIGN KEY(authority_id) REFERENCES authority (id),
	CONSTRAINT fk_request_reopens_id_request FOREIGN KEY(reopens_id) REFERENCES request (id)
);
CREATE INDEX ix_request_authority_id ON request (authority_id);
CREATE INDEX ix_request_conversation_id ON request (conversation_id);
CREATE INDEX ix_request_decided_by ON request (decided_by);
CREATE INDEX ix_request_objection_id ON request (objection_id);
CREATE INDEX ix_request_open ON request (kind, opened_at, id) WHERE state in ('waiting','returned');
CREATE INDEX ix_request_open_site ON request (site_id, kind, opened_at, id) WHERE state in ('waiting','returned');
CREATE INDEX ix_request_person_id ON request (person_id);
CREATE INDEX ix_request_reference ON request (reference, opened_at, id);
CREATE INDEX ix_request_reopens_id ON request (reopens_id);
CREATE INDEX ix_request_site_id ON request (site_id);
CREATE INDEX ix_request_taken_down_by ON request (taken_down_by);
CREATE TABLE told (
	conversation_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	element VARCHAR(8) NOT NULL,
	notice_version_id VARCHAR(64) NOT NULL,
	answer VARCHAR(8) NOT NULL,
	language VARCHAR(16) NOT NULL,
	text_sha256 VARCHAR(64) NOT NULL,
	english_sha256 VARCHAR(64) NOT NULL,
	CONSTRAINT pk_told PRIMARY KEY (conversation_id, number, element),
	CONSTRAINT fk_told_conversation_id_number_turn FOREIGN KEY(conversation_id, number) REFERENCES turn (conversation_id, number),
	CONSTRAINT ck_told_answer CHECK (answer in ('told','declined')),
	CONSTRAINT fk_told_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id)
)
 WITHOUT ROWID;
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL,
	request_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	assigned_to VARCHAR(32) NOT NULL,
	assigned_by VARCHAR(32) NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_assignment PRIMARY KEY (id),
	CONSTRAINT uq_assignment_request_id_number UNIQUE (request_id, number),
	CONSTRAINT fk_assignment_request_id_request FOREIGN KEY(request_id) REFERENCES request (id),
	CONSTRAINT fk_assignment_assigned_to_staff FOREIGN KEY(assigned_to) REFERENCES staff (id),
	CONSTRAINT fk_assignment_assigned_by_staff FOREIGN KEY(assigned_by) REFERENCES staff (id)
);
CREATE INDEX ix_assignment_assigned_by ON assignment (assigned_by);
CREATE INDEX ix_assignment_assigned_to ON assignment (assigned_to);
CREATE TABLE correction (
	id VARCHAR(32) NOT NULL,
	request_id VARCHAR(32) NOT NULL,
	kind VARCHAR(12) NOT NULL,
	wrong_person_id VARCHAR(32),
	right_person_id VARCHAR(32),
	reached_by VARCHAR(16) NOT NULL,
	proposed_by VARCHAR(32) NOT NULL,
	proposed_at BIGINT NOT NULL,
	state VARCHAR(12) NOT NULL,
	decided_at BIGINT,
	decided_by VARCHAR(32),
	says VARCHAR(400) NOT NULL,
	CONSTRAINT pk_correction PRIMARY KEY (id),
	CONSTRAINT ck_correction_kind CHECK (kind in ('not_theirs','wrong_match')),
	CONSTRAINT ck_correction_reached_by CHECK (reached_by in ('in_person','phone','letter','email')),
	CONSTRAINT ck_correction_state CHECK (state in ('waiting','approved','refused')),
	CONSTRAINT ck_correction_two CHECK (decided_by is null or decided_by <> proposed_by),
	CONSTRAINT fk_correction_request_id_request FOREIGN KEY(request_id) REFERENCES request (id),
	CONSTRAINT fk_correction_wrong_person_id_person FOREIGN KEY(wrong_person_id) REFERENCES person (id),
	CONSTRAINT fk_correction_right_person_id_person FOREIGN KEY(right_person_id) REFERENCES person (id),
	CONSTRAINT fk_correction_proposed_by_staff FOREIGN KEY(proposed_by) REFERENCES staff (id),
	CONSTRAINT fk_correction_decided_by_staff FOREIGN KEY(decided_by) REFERENCES staff (id)
);
CREATE INDEX ix_correction_decided_by ON correction (decided_by);
CREATE INDEX ix_correction_proposed_by ON correction (proposed_by);
CREATE INDEX ix_correction_request_id ON correction (request_id);
CREATE INDEX ix_correction_right_person_id ON correction (right_person_id);
CREATE INDEX ix_correction_wrong_person_id ON correction (wrong_person_id);
CREATE TABLE disclosure (
	id VARCHAR(32) NOT NULL,
	search_id VARCHAR(32),
	person_id VARCHAR(32) NOT NULL,
	staff_id VARCHAR(32) NOT NULL,
	organisation_id VARCHAR(32) NOT NULL,
	agreement_id VARCHAR(32),
	request_id VARCHAR(32),
	purpose VARCHAR(40) NOT NULL,
	fields TEXT NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_disclosure PRIMARY KEY (id),
	CONSTRAINT fk_disclosure_search_id_search FOREIGN KEY(search_id) REFERENCES search (id),
	CONSTRAINT fk_disclosure_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_disclosure_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id),
	CONSTRAINT fk_disclosure_organisation_id_organisation FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_disclosure_agreement_id_agreement FOREIGN KEY(agreement_id) REFERENCES agreement (id),
	CONSTRAINT fk_disclosure_request_id_request FOREIGN KEY(request_id) REFERENCES request (id)
);
CREATE INDEX ix_disclosure_agreement_id ON disclosure (agreement_id);
CREATE INDEX ix_disclosure_organisation ON disclosure (organisation_id, at, id);
CREATE INDEX ix_disclosure_person ON disclosure (person_id, at, id);
CREATE INDEX ix_disclosure_request_id ON disclosure (request_id);
CREATE INDEX ix_disclosure_search_id ON disclosure (search_id);
CREATE INDEX ix_disclosure_staff_id ON disclosure (staff_id);
CREATE TABLE hold (
	id VARCHAR(32) NOT NULL,
	request_id VARCHAR(32) NOT NULL,
	match_index VARCHAR(64) NOT NULL,
	began_at BIGINT NOT NULL,
	ended_at BIGINT,
	ended_why VARCHAR(40),
	ended_by VARCHAR(32),
	CONSTRAINT pk_hold PRIMARY KEY (id),
	CONSTRAINT fk_hold_request_id_request FOREIGN KEY(request_id) REFERENCES request (id),
	CONSTRAINT fk_hold_ended_by_staff FOREIGN KEY(ended_by) REFERENCES staff (id)
);
CREATE INDEX ix_hold_ended_by ON hold (ended_by);
CREATE INDEX ix_hold_match_index ON hold (match_index);
CREATE INDEX ix_hold_request_id ON hold (request_id);
CREATE TABLE hold_release (
	hold_id VARCHAR(32) NOT NULL,
	person_id VARCHAR(32) NOT NULL,
	why VARCHAR(40) NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT pk_hold_release PRIMARY KEY (hold_id, person_id),
	CONSTRAINT fk_hold_release_hold_id_hold FOREIGN KEY(hold_id) REFERENCES hold (id),
	CONSTRAINT fk_hold_release_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_hold_release_person_id ON hold_release (person_id);
CREATE TABLE incident (
	id VARCHAR(32) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	person_id VARCHAR(32),
	correction_id VARCHAR(32),
	objection_id VARCHAR(32),
	review_id VARCHAR(32),
	from_at BIGINT NOT NULL,
	to_at BIGINT NOT NULL,
	opened_at BIGINT NOT NULL,
	closed_at BIGINT,
	closed_by VARCHAR(32),
	says VARCHAR(400) NOT NULL,
	CONSTRAINT pk_incident PRIMARY KEY (id),
	CONSTRAINT ck_incident_kind CHECK (kind in ('wrong_match','late_receipt','review')),
	CONSTRAINT fk_incident_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_incident_correction_id_correction FOREIGN KEY(correction_id) REFERENCES correction (id),
	CONSTRAINT fk_incident_objection_id_objection FOREIGN KEY(objection_id) REFERENCES objection (id),
	CONSTRAINT fk_incident_review_id_review FOREIGN KEY(review_id) REFERENCES review (id),
	CONSTRAINT fk_incident_closed_by_staff FOREIGN KEY(closed_by) REFERENCES staff (id)
);
CREATE INDEX ix_incident_closed_by ON incident (closed_by);
CREATE INDEX ix_incident_correction_id ON incident (correction_id);
CREATE INDEX ix_incident_objection_id ON incident (objection_id);
CREATE INDEX ix_incident_opened ON incident (opened_at, id);
CREATE INDEX ix_incident_person_id ON incident (person_id);
CREATE INDEX ix_incident_review_id ON incident (review_id);
CREATE TABLE status_event (
	id VARCHAR(32) NOT NULL,
	person_id VARCHAR(32) NOT NULL,
	number INTEGER NOT NULL,
	from_status VARCHAR(24) NOT NULL,
	to_status VARCHAR(24) NOT NULL,
	request_id VARCHAR(32),
	notice_version_id VARCHAR(64),
	decided_by VARCHAR(32) NOT NULL,
	identity_check VARCHAR(24) NOT NULL,
	cause VARCHAR(16) NOT NULL,
	correction_id VARCHAR(32),
	at BIGINT NOT NULL,
	CONSTRAINT pk_status_event PRIMARY KEY (id),
	CONSTRAINT uq_status_event_person_id_number UNIQUE (person_id, number),
	CONSTRAINT ck_status_event_identity CHECK (identity_check in ('photo_id','known_contact','esd_sign_in','not_checked')),
	CONSTRAINT ck_status_event_cause CHECK (cause in ('confirmed','imported','corrected')),
	CONSTRAINT fk_status_event_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_status_event_request_id_request FOREIGN KEY(request_id) REFERENCES request (id),
	CONSTRAINT fk_status_event_notice_version_id_notice_version FOREIGN KEY(notice_version_id) REFERENCES notice_version (id),
	CONSTRAINT fk_status_event_decided_by_staff FOREIGN KEY(decided_by) REFERENCES staff (id),
	CONSTRAINT fk_status_event_correction_id_correction FOREIGN KEY(correction_id) REFERENCES correction (id)
);
CREATE INDEX ix_status_event_correction_id ON status_event (correction_id);
CREATE INDEX ix_status_event_decided_by ON status_event (decided_by);
CREATE INDEX ix_status_event_notice_version_id ON status_event (notice_version_id);
CREATE INDEX ix_status_event_person_id ON status_event (person_id);
CREATE INDEX ix_status_event_request_id ON status_event (request_id);
