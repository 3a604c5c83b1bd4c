/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* What a client may ask of the service for one conversation (protocol 5). The service documents these for its nested form
 * alone and has confirmed none of them for the flat one. Settings are an a{sv} by name; one that is absent is left to the
 * service and is not sent. */
typedef enum {
  ALOUD_SETTING_BOOLEAN, /* b */
  ALOUD_SETTING_NUMBER,  /* d */
  ALOUD_SETTING_TEXT,    /* s, neither empty nor longer than 100 characters */
} AloudSettingType;

typedef struct {
  const char *name; /* the members' names on the wire, with dots between them */
  AloudSettingType type;
  double min, max;  /* of a number; what lies beyond is taken for a slip */
  double step;      /* what a button beside it should add */
  const char *unit; /* "s" or "" */
} AloudSetting;

/* @n: set to how many there are; settings of one object stand together. */
const AloudSetting *aloud_session_settings_list   (guint      *n);
/* An a{sv} of those @values that are known, of the right type and in range; the rest is left out and logged. Whole
 * numbers are taken for numbers. @values: a floating reference is taken; NULL for none. */
GVariant           *aloud_session_settings_clean  (GVariant   *values) G_GNUC_WARN_UNUSED_RESULT;
/* The names of those @values that aloud_session_settings_clean() leaves out; empty when all are good. */
GStrv               aloud_session_settings_unfit  (GVariant   *values) G_GNUC_WARN_UNUSED_RESULT;
/* What a preset asks for, an a{sv} of turn_detection: "service" (nothing), "patient", "normal" (as the service's page
 * does), "quick". NULL for any other name. */
GVariant           *aloud_session_settings_preset (const char *preset) G_GNUC_WARN_UNUSED_RESULT;
