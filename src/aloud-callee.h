/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-agent.h"

/* Whom aloud-call is to call, as its options say. Not more than one of practice, profile, env_file and api_key_file
 * is set; with none it is the environment's agent, or else the one that is the default in Aloud. */
typedef struct {
  GStrv variables;    /* of the environment, aloud_hardening_take_variables() */
  gboolean practice;
  char *profile;      /* the name or the ID of a stored agent */
  char *env_file;     /* NEXTEVI_* variables, instead of the environment's */
  char *api_key_file; /* the key instead of the environment's; "-": the standard input */
  /* How to call it, unless it is a stored agent, which knows that itself. */
  char *ca_file;      /* PEM file of the authorities to trust; NULL: those of the system */
  char *dialect;      /* "flat" or "documented"; NULL: flat */
} AloudCallee;

/* G_OPTION_ERROR with a sentence for the person when the options make no sense; ALOUD_CONFIGURATION_ERROR. */
AloudAgent *aloud_callee_find          (const AloudCallee  *self,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void        aloud_callee_clear         (AloudCallee        *self);
/* Whether the CA file and the dialect of an agent that was found can be given as options. */
gboolean    aloud_callee_is_adjustable (AloudAgent         *agent);
