/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-answer.h"

#include <string.h>

/* More than an hour of speech. What comes beyond it is dropped: a server must not be able to fill the
 * memory. */
#define MAX_LENGTH (256 * 1024)
/* So much of its beginning tells a repeated whole from one more piece. */
#define TELLING_CHARACTERS 16

typedef enum {
  MODE_UNDECIDED,
  MODE_DELTA,
  MODE_CUMULATIVE,
} Mode;

struct _AloudAnswer
{
  GString *text;
  Mode mode;
};

/* Bytes of @chunk that may be kept when @used are kept already; never a part of a character. */
static gsize
fitting_length (const char *chunk, gsize used)
{
  gsize length = strlen (chunk);

  if (length <= MAX_LENGTH - used)
    return length;
  length = MAX_LENGTH - used;
  while (length > 0 && ((guchar) chunk[length] & 0xc0) == 0x80)
    length--;
  return length;
}

static void
replace (AloudAnswer *self, const char *chunk)
{
  gsize length = fitting_length (chunk, 0);

  g_string_truncate (self->text, 0);
  g_string_append_len (self->text, chunk, (gssize) length);
}

static void
append (AloudAnswer *self, const char *chunk)
{
  g_string_append_len (self->text, chunk, (gssize) fitting_length (chunk, self->text->len));
}

static gboolean
begins_alike (AloudAnswer *self, const char *chunk)
{
  const char *end = self->text->str;

  for (guint i = 0; i < TELLING_CHARACTERS && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  return strncmp (chunk, self->text->str, end - self->text->str) == 0;
}

static void
add_partial (AloudAnswer *self, const char *chunk)
{
  gboolean grown = strlen (chunk) > self->text->len && g_str_has_prefix (chunk, self->text->str);

  if (self->mode == MODE_UNDECIDED)
    self->mode = grown ? MODE_CUMULATIVE : MODE_DELTA;
  if (self->mode == MODE_CUMULATIVE)
    replace (self, chunk);
  else
    append (self, chunk);
}

/* The last chunk may be the last piece or, whatever came before, the whole text once more. */
static void
add_final (AloudAnswer *self, const char *chunk)
{
  if (self->mode == MODE_CUMULATIVE || (strlen (chunk) >= self->text->len && begins_alike (self, chunk)))
    replace (self, chunk);
  else
    append (self, chunk);
}

AloudAnswer *
aloud_answer_new (void)
{
  AloudAnswer *self = g_new0 (AloudAnswer, 1);

  self->text = g_string_new (NULL);
  return self;
}

void
aloud_answer_free (AloudAnswer *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self);
}

const char *
aloud_answer_add (AloudAnswer *self, const char *chunk, gboolean final)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (chunk != NULL, NULL);

  if (*chunk == '\0')
    return self->text->str;

  /* The first text decides nothing: everything begins with nothing. */
  if (self->text->len == 0)
    replace (self, chunk);
  else if (final)
    add_final (self, chunk);
  else
    add_partial (self, chunk);
  return self->text->str;
}

const char *
aloud_answer_get_text (AloudAnswer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text->str;
}
