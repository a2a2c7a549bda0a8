import * as endpoints from '@gatehouse/contracts/endpoints/configuration'
import { applyConfiguration } from '@gatehouse/services/configuration/apply-configuration'
import { exportConfiguration } from '@gatehouse/services/configuration/export-configuration'
import { planConfiguration } from '@gatehouse/services/configuration/plan-configuration'
import { type Route, route } from '../route.ts'

export const configurationRoutes: readonly Route[] = [
  route({ endpoint: endpoints.exportConfiguration, verb: exportConfiguration }),
  route({ endpoint: endpoints.planConfiguration, verb: planConfiguration }),
  route({ endpoint: endpoints.applyConfiguration, verb: applyConfiguration }),
]
