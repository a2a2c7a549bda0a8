import { listSessions } from '@gatehouse/contracts/endpoints/account'
import { read } from '../../api/read.ts'

export const sessionsRead = () => read(listSessions, {})
