/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* A message of the server that cannot be read. */
typedef enum {
  ALOUD_PROTOCOL_ERROR_MALFORMED,      /* not JSON, not an object, not UTF-8, nested too deep */
  ALOUD_PROTOCOL_ERROR_MISSING_MEMBER, /* no type, or a message without what it is for */
  ALOUD_PROTOCOL_ERROR_UNPLAYABLE,     /* speech in a form that is not PCM */
} AloudProtocolError;

#define ALOUD_PROTOCOL_ERROR (aloud_protocol_error_quark ())
GQuark aloud_protocol_error_quark (void);

/* What is wrong with an agent's settings, found before anything is sent. No message carries a secret. */
typedef enum {
  ALOUD_CONFIGURATION_ERROR_BAD_URL,           /* not a ws, wss, http or https address with a host */
  ALOUD_CONFIGURATION_ERROR_INSECURE_URL,      /* ws:// to something that is not loopback */
  ALOUD_CONFIGURATION_ERROR_NO_CREDENTIAL,
  ALOUD_CONFIGURATION_ERROR_BAD_API_KEY,       /* does not begin with oak_, or is too short */
  ALOUD_CONFIGURATION_ERROR_NO_CONFIG_ID,
  ALOUD_CONFIGURATION_ERROR_UNREADABLE_TOKEN,  /* not three base64url parts with a JSON object of claims */
  ALOUD_CONFIGURATION_ERROR_EXPIRED_TOKEN,
  ALOUD_CONFIGURATION_ERROR_EARLY_TOKEN,       /* issued in the future: a clock is wrong */
  ALOUD_CONFIGURATION_ERROR_TOKEN_PERMISSION,  /* the message names the one that is missing */
  ALOUD_CONFIGURATION_ERROR_TOKEN_PROJECT,     /* made for another project */
  ALOUD_CONFIGURATION_ERROR_TOKEN_CONFIG,      /* made for another voice configuration */
  ALOUD_CONFIGURATION_ERROR_CA_FILE,           /* of the authorities to trust: not there, or not readable */
  ALOUD_CONFIGURATION_ERROR_BAD_TOKEN_ADDRESS, /* not https, nor http to this computer */
  ALOUD_CONFIGURATION_ERROR_NO_TOKEN_COMMAND,  /* none, or a quotation mark in it is left open */
  ALOUD_CONFIGURATION_ERROR_BAD_FILE,          /* nothing that an agent can be made of */
  ALOUD_CONFIGURATION_ERROR_COMMAND_IN_SANDBOX, /* a token command, where no program of the person's can be run */
} AloudConfigurationError;

#define ALOUD_CONFIGURATION_ERROR (aloud_configuration_error_quark ())
GQuark aloud_configuration_error_quark (void);
