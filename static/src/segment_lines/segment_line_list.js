import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/**
 * The list of contacts inside a segment: it tells the segment around it that
 * something changed, so that the totals above the list stay right.
 */
export class SegmentLineListController extends ListController {
    async onRecordSaved(record) {
        await super.onRecordSaved(record);
        await this.env.onSegmentLinesChanged?.();
    }

    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(clickParams);
        await this.env.onSegmentLinesChanged?.();
    }
}

registry.category("views").add("segment_line_list", {
    ...listView,
    Controller: SegmentLineListController,
});
