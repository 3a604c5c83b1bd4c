/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-doorman.h"

#define ALOUD_LONGEST_LINE 4096

/* What the program was told: by its arguments, by the files they name, or as a child by its parent. */
typedef struct {
  int port;
  gboolean child;
  gboolean version;
  gboolean ignores_claims;
  gboolean echoes;
  char *api_key_file;
  char *jwt_secret_file;
  char *certificate_file;
  char *key_file;
  char *env_file;
  char *config_id;
  char *project_id;
  char *form;
  char *refuse;
  char *dialect;
  char *llm;

  /* Read from what is above. Wiped at the end. */
  char *api_key;
  char *jwt_secret;
  GTlsCertificate *certificate;
  AloudHouseRules rules;  /* borrows from what is above */
  AloudStyle style;
} AloudPracticeOptions;

/* Parses the arguments and reads what they name, in this order: the parent's line, or the key and then
 * the secret. G_OPTION_ERROR, G_FILE_ERROR, G_TLS_ERROR; no message holds a secret. */
gboolean aloud_practice_options_read  (AloudPracticeOptions   *self,
                                       int                    *argc,
                                       char                 ***argv,
                                       GError                **error);
void     aloud_practice_options_clear (AloudPracticeOptions   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AloudPracticeOptions, aloud_practice_options_clear)
