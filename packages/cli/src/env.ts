/** Address of the control plane, such as `https://manage.example.com`. */
export function installationUrl(): string | undefined {
  return process.env.GATEHOUSE_URL
}

/** A management key. Only from the environment or the login: arguments are seen by everybody on the machine. */
export function managementKey(): string | undefined {
  return process.env.GATEHOUSE_KEY
}

/** Folder of the person's settings (XDG Base Directory). */
export function configFolder(): string | undefined {
  return process.env.XDG_CONFIG_HOME
}

/** What GitHub's runners say of a run. */
export function githubEnvironment() {
  return {
    active: process.env.GITHUB_ACTIONS === 'true',
    api: process.env.GITHUB_API_URL,
    server: process.env.GITHUB_SERVER_URL,
    repository: process.env.GITHUB_REPOSITORY,
    commit: process.env.GITHUB_SHA,
    /** `refs/pull/7/merge` in a pull request. */
    ref: process.env.GITHUB_REF,
    branch: process.env.GITHUB_HEAD_REF,
    branchName: process.env.GITHUB_REF_NAME,
    run: process.env.GITHUB_RUN_ID,
    eventFile: process.env.GITHUB_EVENT_PATH,
    token: process.env.GITHUB_TOKEN,
  }
}

/** Where GitHub gives a job its own token, and with what it is asked for (needs `permissions: id-token: write`). */
export function githubJobIdentity() {
  return { url: process.env.ACTIONS_ID_TOKEN_REQUEST_URL, bearer: process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN }
}

/** The token that a GitLab job has by `id_tokens: GATEHOUSE_ID_TOKEN`. */
export function gitlabJobToken(): string | undefined {
  return process.env.GATEHOUSE_ID_TOKEN
}

/** What GitLab's runners say of a run. */
export function gitlabEnvironment() {
  return {
    active: process.env.GITLAB_CI === 'true',
    api: process.env.CI_API_V4_URL,
    project: process.env.CI_PROJECT_ID,
    projectUrl: process.env.CI_PROJECT_URL,
    commit: process.env.CI_COMMIT_SHA,
    branch: process.env.CI_COMMIT_REF_NAME,
    job: process.env.CI_JOB_URL,
    mergeRequest: process.env.CI_MERGE_REQUEST_IID,
    /** May comment and set statuses; a job's own token may not. */
    token: process.env.GITLAB_TOKEN,
  }
}
