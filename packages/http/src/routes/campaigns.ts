import * as endpoints from '@gatehouse/contracts/endpoints/campaigns'
import { getCampaignDocument } from '@gatehouse/services/campaigns/campaign-document'
import { createCampaign, updateCampaign } from '@gatehouse/services/campaigns/create-campaign'
import { decideCampaignItem, decideCampaignItems } from '@gatehouse/services/campaigns/decide-items'
import { cancelCampaign, extendCampaign, remindCampaign } from '@gatehouse/services/campaigns/end-campaign'
import { getCampaignItem } from '@gatehouse/services/campaigns/item-evidence'
import { getCampaign, listCampaigns } from '@gatehouse/services/campaigns/list-campaigns'
import { listCampaignItems } from '@gatehouse/services/campaigns/list-items'
import { openCampaign } from '@gatehouse/services/campaigns/open-campaign'
import { previewCampaign } from '@gatehouse/services/campaigns/preview-campaign'
import { reassignCampaignItems } from '@gatehouse/services/campaigns/reassign-items'
import { restoreCampaignItem } from '@gatehouse/services/campaigns/restore-item'
import { closeCampaign } from '@gatehouse/services/campaigns/then-advance'
import { type Route, route } from '../route.ts'

export const campaignRoutes: readonly Route[] = [
  route({ endpoint: endpoints.listCampaigns, verb: listCampaigns }),
  route({ endpoint: endpoints.previewCampaign, verb: previewCampaign }),
  route({ endpoint: endpoints.createCampaign, verb: createCampaign }),
  route({ endpoint: endpoints.getCampaign, verb: getCampaign }),
  route({ endpoint: endpoints.updateCampaign, verb: updateCampaign }),
  route({ endpoint: endpoints.openCampaign, verb: openCampaign }),
  route({ endpoint: endpoints.extendCampaign, verb: extendCampaign }),
  route({ endpoint: endpoints.closeCampaign, verb: closeCampaign }),
  route({ endpoint: endpoints.cancelCampaign, verb: cancelCampaign }),
  route({ endpoint: endpoints.remindCampaign, verb: remindCampaign }),
  route({ endpoint: endpoints.listCampaignItems, verb: listCampaignItems }),
  route({ endpoint: endpoints.getCampaignItem, verb: getCampaignItem }),
  route({ endpoint: endpoints.decideCampaignItem, verb: decideCampaignItem }),
  route({ endpoint: endpoints.decideCampaignItems, verb: decideCampaignItems }),
  route({ endpoint: endpoints.reassignCampaignItems, verb: reassignCampaignItems }),
  route({ endpoint: endpoints.restoreCampaignItem, verb: restoreCampaignItem }),
  route({ endpoint: endpoints.getCampaignDocument, verb: getCampaignDocument }),
]
