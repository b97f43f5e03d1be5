# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ContactInteraction(models.Model):
    """The files of interactions: whose they are, and which go when these go."""

    _inherit = "contact.interaction"

    def _hand_over_attachments(self):
        """Hand files over that something else uses too; return the others."""
        files = self._get_attachments()
        users = self._find_attachment_users(files)
        for attachment in files.filtered(lambda file: file.id in users):
            model_name, record_id = users[attachment.id]
            attachment.sudo().write({"res_model": model_name, "res_id": record_id})
        return files.filtered(lambda file: file.id not in users)

    def _adopt_attachments(self):
        """Make files that were just uploaded belong to their interaction.

        Only then do others see them who see the interaction.
        """
        for interaction in self:
            uploaded = interaction.attachment_ids.sudo().filtered(
                lambda file: (
                    file.create_uid.id == self.env.uid
                    and (
                        (not file.res_id and file.res_model in (False, self._name))
                        # uploaded in the dialog, before or after it was saved
                        or file.res_model == "contact.interaction.wizard"
                    )
                )
            )
            uploaded.write({"res_model": self._name, "res_id": interaction.id})

    def _get_attachments(self):
        """Return the files that belong to these interactions and to no other record.

        :rtype: ir.attachment
        """
        interactions = self.sudo()
        files = interactions.attachment_ids | interactions.document_attachment_id
        return files.filtered(
            lambda file: file.res_model == self._name and file.res_id in self._ids
        ).sudo(self.env.su)

    def _get_own_documents(self):
        """Return the files that nothing else uses: no other interaction, no message.

        :rtype: ir.attachment
        """
        files = self._get_attachments()
        users = self._find_attachment_users(files)
        return files.filtered(lambda file: file.id not in users)

    def _find_attachment_users(self, files):
        """Return a record that uses a file, apart from these interactions, by file id.

        :param ir.attachment files: the files
        :return: name of the model and id of the record by id of the file
        :rtype: dict[int, tuple[str, int]]
        """
        if not files:
            return {}
        self.env.flush_all()
        selects = [
            SQL("(%s)", select)
            for field in self._get_attachment_fields()
            for select in [self._select_attachment_users(field, files)]
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(selects))
        return {file_id: (name, record_id) for file_id, name, record_id in rows}

    @api.model
    def _get_attachment_fields(self):
        """Return the fields of all models that point at files."""
        return [
            field
            for model in self.env.registry.values()
            if model._auto and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.store
            and field.type in ("many2one", "many2many")
            and field.comodel_name == "ir.attachment"
            and model._name != "ir.attachment"
            and not field.inherited
            and not field.company_dependent
        ]

    def _select_attachment_users(self, field, files):
        """Return the query for the records whose field points at some files."""
        if field.type == "many2many":
            table, column, target = field.relation, field.column1, field.column2
        else:
            table, column = self.env[field.model_name]._table, "id"
            target = field.name
        is_own = field.model_name == self._name
        return SQL(
            "SELECT %s, %s, %s FROM %s WHERE %s IN %s AND %s",
            SQL.identifier(target),
            field.model_name,
            SQL.identifier(column),
            SQL.identifier(table),
            SQL.identifier(target),
            files._ids,
            SQL("%s NOT IN %s", SQL.identifier(column), self._ids)
            if is_own
            else SQL("TRUE"),
        )
