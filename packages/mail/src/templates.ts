import type { MailContent } from './mail-content.ts'
import { type AccessChangeAskedData, accessChangeAsked } from './templates/access-change-asked.ts'
import { type AccessChangeNewsData, accessChangeNews } from './templates/access-change-news.ts'
import { type AccessSuspendedData, accessSuspended } from './templates/access-suspended.ts'
import { type AccountExistsData, accountExists } from './templates/account-exists.ts'
import { type BreakGlassSignInData, breakGlassSignIn } from './templates/break-glass-sign-in.ts'
import { type CampaignClosedData, campaignClosed } from './templates/campaign-closed.ts'
import { type CampaignReviewData, campaignReview } from './templates/campaign-review.ts'
import { type CredentialEndsData, credentialEnds } from './templates/credential-ends.ts'
import { type EmailChangeData, emailChange } from './templates/email-change.ts'
import { type EmailChangedData, emailChanged } from './templates/email-changed.ts'
import { type InvitationData, invitation } from './templates/invitation.ts'
import { type PasswordResetData, passwordReset } from './templates/password-reset.ts'
import { type PromotionApprovalAskedData, promotionApprovalAsked } from './templates/promotion-approval-asked.ts'
import { type PromotionNewsData, promotionNews } from './templates/promotion-news.ts'
import { type PromotionNoticeData, promotionNotice } from './templates/promotion-notice.ts'
import { type SecretStopsData, secretStops } from './templates/secret-stops.ts'
import { type SecurityNoticeData, securityNotice } from './templates/security-notice.ts'
import { type SubscriptionDecidedData, subscriptionDecided } from './templates/subscription-decided.ts'
import { type SubscriptionRequestedData, subscriptionRequested } from './templates/subscription-requested.ts'
import { type VerifyEmailData, verifyEmail } from './templates/verify-email.ts'
import { type VersionDeprecatedData, versionDeprecated } from './templates/version-deprecated.ts'

/** What each mail needs to know, by the template's name. */
export interface TemplateData {
  'access-change-asked': AccessChangeAskedData
  'access-change-news': AccessChangeNewsData
  'account-exists': AccountExistsData
  'verify-email': VerifyEmailData
  'password-reset': PasswordResetData
  'email-change': EmailChangeData
  'email-changed': EmailChangedData
  'security-notice': SecurityNoticeData
  'break-glass-sign-in': BreakGlassSignInData
  invitation: InvitationData
  'promotion-approval-asked': PromotionApprovalAskedData
  'promotion-news': PromotionNewsData
  'promotion-notice': PromotionNoticeData
  'credential-ends': CredentialEndsData
  'secret-stops': SecretStopsData
  'subscription-requested': SubscriptionRequestedData
  'subscription-decided': SubscriptionDecidedData
  'version-deprecated': VersionDeprecatedData
  'campaign-review': CampaignReviewData
  'campaign-closed': CampaignClosedData
  'access-suspended': AccessSuspendedData
}

export type TemplateName = keyof TemplateData

/** Template name → its content, all texts included. */
export const templates: { readonly [Name in TemplateName]: (data: TemplateData[Name]) => MailContent } = {
  'access-change-asked': accessChangeAsked,
  'access-change-news': accessChangeNews,
  'account-exists': accountExists,
  'verify-email': verifyEmail,
  'password-reset': passwordReset,
  'email-change': emailChange,
  'email-changed': emailChanged,
  'security-notice': securityNotice,
  'break-glass-sign-in': breakGlassSignIn,
  invitation,
  'promotion-approval-asked': promotionApprovalAsked,
  'promotion-news': promotionNews,
  'promotion-notice': promotionNotice,
  'credential-ends': credentialEnds,
  'secret-stops': secretStops,
  'subscription-requested': subscriptionRequested,
  'subscription-decided': subscriptionDecided,
  'version-deprecated': versionDeprecated,
  'campaign-review': campaignReview,
  'campaign-closed': campaignClosed,
  'access-suspended': accessSuspended,
}
