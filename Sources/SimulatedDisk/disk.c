// Contents, what of them is synced, and what a crash leaves.
#include "disk.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t next_number(uint64_t *state) {
  uint64_t mixed = *state += 0x9E3779B97F4A7C15ull;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
  return mixed ^ (mixed >> 31);
}

static uint64_t below(uint64_t *state, uint64_t end) { return next_number(state) % end; }

// MARK: Bytes

// New bytes are zero.
static bool set_length(struct bytes *bytes, size_t length) {
  if (length > bytes->room) {
    size_t room = bytes->room ? bytes->room : 4096;
    while (room < length) room *= 2;
    uint8_t *start = realloc(bytes->start, room);
    if (!start) return false;
    bytes->start = start;
    bytes->room = room;
  }
  if (length > bytes->length) memset(bytes->start + bytes->length, 0, length - bytes->length);
  bytes->length = length;
  return true;
}

static bool put_bytes(struct bytes *bytes, const void *data, size_t length, size_t offset) {
  if (offset + length > bytes->length && !set_length(bytes, offset + length)) return false;
  memcpy(bytes->start + offset, data, length);
  return true;
}

static bool copy_bytes(struct bytes *to, const struct bytes *from) {
  to->length = 0;
  return from->length == 0 || put_bytes(to, from->start, from->length, 0);
}

// MARK: Contents

struct content *make_content(void) { return calloc(1, sizeof(struct content)); }

void keep(struct content *content) {
  if (content) content->users++;
}

static void forget_changes(struct content *content) {
  for (size_t index = 0; index < content->count; index++) free(content->pending[index].data);
  content->count = 0;
}

void let_go(struct content *content) {
  if (!content || --content->users > 0) return;
  forget_changes(content);
  free(content->pending);
  free(content->synced.start);
  free(content->shown.start);
  free(content);
}

static struct change *add_change(simulated_disk *disk, struct content *content) {
  if (content->count == content->room) {
    size_t room = content->room ? content->room * 2 : 32;
    struct change *pending = realloc(content->pending, room * sizeof(struct change));
    if (!pending) return NULL;
    content->pending = pending;
    content->room = room;
  }
  struct change *change = &content->pending[content->count];
  *change = (struct change){.order = ++disk->order};
  return change;
}

bool write_content(simulated_disk *disk, struct content *content, const void *data, size_t length, size_t offset) {
  if (length == 0) return true;
  struct change *change = add_change(disk, content);
  uint8_t *copy = change ? malloc(length) : NULL;
  if (!copy || !put_bytes(&content->shown, data, length, offset)) {
    free(copy);
    return false;
  }
  memcpy(copy, data, length);
  change->offset = offset;
  change->length = length;
  change->data = copy;
  content->count++;
  return true;
}

bool truncate_content(simulated_disk *disk, struct content *content, size_t length) {
  struct change *change = add_change(disk, content);
  if (!change || !set_length(&content->shown, length)) return false;
  change->offset = length;
  content->count++;
  return true;
}

static bool apply(struct bytes *bytes, const struct change *change) {
  return change->data ? put_bytes(bytes, change->data, change->length, change->offset)
                      : set_length(bytes, change->offset);
}

bool sync_content(struct content *content) {
  for (size_t index = 0; index < content->count; index++)
    if (!apply(&content->synced, &content->pending[index])) return false;
  forget_changes(content);
  return true;
}

void drop_some(simulated_disk *disk, struct content *content) {
  size_t kept = 0;
  for (size_t index = 0; index < content->count; index++) {
    if (below(&disk->chance, 2)) {
      content->pending[kept++] = content->pending[index];
    } else {
      free(content->pending[index].data);
    }
  }
  content->count = kept;
}

// MARK: Names

struct entry *find_entry(simulated_disk *disk, const char *name) {
  for (size_t index = 0; index < disk->count; index++)
    if (strcmp(disk->entries[index].name, name) == 0) return &disk->entries[index];
  return NULL;
}

struct entry *add_entry(simulated_disk *disk, const char *name) {
  struct entry *found = find_entry(disk, name);
  if (found) return found;
  if (disk->count == disk->room) {
    size_t room = disk->room ? disk->room * 2 : 4;
    struct entry *entries = realloc(disk->entries, room * sizeof(struct entry));
    if (!entries) return NULL;
    disk->entries = entries;
    disk->room = room;
  }
  struct entry *entry = &disk->entries[disk->count++];
  *entry = (struct entry){0};
  snprintf(entry->name, sizeof entry->name, "%s", name);
  return entry;
}

static void point(struct content **name, struct content *content) {
  keep(content);
  let_go(*name);
  *name = content;
}

void sync_folder(simulated_disk *disk) {
  for (size_t index = 0; index < disk->count; index++) point(&disk->entries[index].synced, disk->entries[index].shown);
}

// MARK: Crashes

// What may become of the changes that were not synced.
struct crash {
  uint64_t chance;
  bool tears_bytes;
  uint64_t survive, tear;  // in 100
  uint64_t until;          // changes after this one are gone; the last one is torn
};

// Of a torn write its beginning, its end or any of its sectors are there.
static bool apply_torn(struct crash *crash, struct bytes *bytes, const struct change *change) {
  size_t end = change->offset + change->length;
  size_t unit = crash->tears_bytes ? 1 : SECTOR;
  size_t first = change->offset / unit, units = (end - 1) / unit - first + 1;
  uint64_t kind = below(&crash->chance, 3);
  size_t cut = (first + below(&crash->chance, units + 1)) * unit;
  if (cut < change->offset) cut = change->offset;
  if (cut > end) cut = end;
  if (kind == 0) return put_bytes(bytes, change->data, cut - change->offset, change->offset);
  if (kind == 1) return put_bytes(bytes, change->data + (cut - change->offset), end - cut, cut);
  for (size_t at = change->offset; at < end;) {
    size_t next = (at / SECTOR + 1) * SECTOR;
    if (next > end) next = end;
    if (below(&crash->chance, 2) && !put_bytes(bytes, change->data + (at - change->offset), next - at, at)) return false;
    at = next;
  }
  return true;
}

static void settle(struct crash *crash, struct content *content) {
  for (size_t index = 0; index < content->count; index++) {
    struct change *change = &content->pending[index];
    bool survives = below(&crash->chance, 100) < crash->survive && change->order <= crash->until;
    bool is_torn = below(&crash->chance, 100) < crash->tear || change->order == crash->until;
    if (!survives) continue;
    if (is_torn && change->data) {
      apply_torn(crash, &content->synced, change);
    } else {
      apply(&content->synced, change);
    }
  }
  forget_changes(content);
  copy_bytes(&content->shown, &content->synced);
}

// Files that are open are dead, and their locks gone.
static void end_processes(simulated_disk *disk) {
  disk->generation++;
  for (size_t index = 0; index < disk->count; index++) {
    struct content *content = disk->entries[index].shown;
    if (!content) continue;
    content->shared = 0;
    content->reserved = content->exclusive = NULL;
  }
}

void simulated_disk_kill(simulated_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  end_processes(disk);
  pthread_mutex_unlock(&disk->mutex);
}

// A name whose creation or deletion was not synced stands for the old, the new, or nothing.
static struct content *outcome(struct crash *crash, struct entry *entry) {
  if (entry->synced == entry->shown) return entry->shown;
  switch (below(&crash->chance, 3)) {
    case 0: return entry->synced;
    case 1: return entry->shown;
    default: return entry->synced && entry->shown ? NULL : entry->synced ? entry->synced : entry->shown;
  }
}

void simulated_disk_crash(simulated_disk *disk, uint64_t seed, bool tears_bytes) {
  pthread_mutex_lock(&disk->mutex);
  struct crash crash = {.chance = seed, .tears_bytes = tears_bytes, .survive = 100, .until = UINT64_MAX};
  switch (below(&crash.chance, 4)) {
    case 0: crash.survive = 0; break;
    case 1: {  // In order, up to one that is torn.
      uint64_t oldest = disk->order + 1;
      for (size_t index = 0; index < disk->count; index++) {
        struct content *content = disk->entries[index].shown;
        if (content && content->count && content->pending[0].order < oldest) oldest = content->pending[0].order;
      }
      crash.until = oldest + below(&crash.chance, disk->order - oldest + 2);
      break;
    }
    default:
      crash.survive = 10 + below(&crash.chance, 91);
      crash.tear = below(&crash.chance, 50);
  }
  for (size_t index = 0; index < disk->count; index++) {
    struct entry *entry = &disk->entries[index];
    struct content *content = outcome(&crash, entry);
    point(&entry->synced, content);
    point(&entry->shown, content);
    if (content) settle(&crash, content);
  }
  end_processes(disk);
  disk->fault_count = 0;
  pthread_mutex_unlock(&disk->mutex);
}

// MARK: The disk

simulated_disk *simulated_disk_make(uint64_t seed) {
  static atomic_uint_fast64_t made;
  simulated_disk *disk = calloc(1, sizeof(simulated_disk));
  if (!disk) return NULL;
  disk->chance = seed;
  snprintf(disk->vfs_name, sizeof disk->vfs_name, "simulated-disk-%llu", (unsigned long long)atomic_fetch_add(&made, 1));
  pthread_mutex_init(&disk->mutex, NULL);
  set_up_vfs(disk);
  if (sqlite3_vfs_register(&disk->vfs, 0) != SQLITE_OK) {
    free_disk(disk);
    return NULL;
  }
  return disk;
}

void free_disk(simulated_disk *disk) {
  for (size_t index = 0; index < disk->count; index++) {
    let_go(disk->entries[index].synced);
    let_go(disk->entries[index].shown);
  }
  free(disk->entries);
  pthread_mutex_destroy(&disk->mutex);
  free(disk);
}

void simulated_disk_forget(simulated_disk *disk) {
  sqlite3_vfs_unregister(&disk->vfs);
  pthread_mutex_lock(&disk->mutex);
  disk->is_forgotten = true;
  bool is_last = disk->open_files == 0;
  pthread_mutex_unlock(&disk->mutex);
  if (is_last) free_disk(disk);
}

const char *simulated_disk_name(simulated_disk *disk) { return disk->vfs_name; }

void simulated_disk_fail(simulated_disk *disk, struct simulated_disk_fault fault) {
  pthread_mutex_lock(&disk->mutex);
  if (disk->fault_count < MOST_FAULTS) disk->faults[disk->fault_count++] = fault;
  pthread_mutex_unlock(&disk->mutex);
}

void simulated_disk_clear_faults(simulated_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  disk->fault_count = 0;
  pthread_mutex_unlock(&disk->mutex);
}

void simulated_disk_let_syncs_lie(simulated_disk *disk, bool lie) {
  pthread_mutex_lock(&disk->mutex);
  disk->syncs_lie = lie;
  pthread_mutex_unlock(&disk->mutex);
}

struct simulated_disk_counts simulated_disk_counts(simulated_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  struct simulated_disk_counts counts = disk->counts;
  pthread_mutex_unlock(&disk->mutex);
  return counts;
}

void simulated_disk_set_time(simulated_disk *disk, int64_t milliseconds) {
  pthread_mutex_lock(&disk->mutex);
  disk->time = milliseconds;
  pthread_mutex_unlock(&disk->mutex);
}

int64_t simulated_disk_time(simulated_disk *disk) {
  pthread_mutex_lock(&disk->mutex);
  int64_t time = disk->time;
  pthread_mutex_unlock(&disk->mutex);
  return time;
}

// MARK: Snapshots

static struct entry *shown_entry(simulated_disk *disk, size_t index) {
  for (size_t at = 0; at < disk->count; at++)
    if (disk->entries[at].shown && index-- == 0) return &disk->entries[at];
  return NULL;
}

const char *simulated_disk_file_name(simulated_disk *disk, size_t index) {
  pthread_mutex_lock(&disk->mutex);
  struct entry *entry = shown_entry(disk, index);
  pthread_mutex_unlock(&disk->mutex);
  return entry ? entry->name : NULL;
}

const uint8_t *simulated_disk_file_bytes(simulated_disk *disk, size_t index, size_t *length) {
  pthread_mutex_lock(&disk->mutex);
  struct entry *entry = shown_entry(disk, index);
  *length = entry ? entry->shown->shown.length : 0;
  const uint8_t *start = entry ? entry->shown->shown.start : NULL;
  pthread_mutex_unlock(&disk->mutex);
  return start;
}

bool simulated_disk_put(simulated_disk *disk, const char *name, const uint8_t *bytes, size_t length) {
  pthread_mutex_lock(&disk->mutex);
  struct entry *entry = strlen(name) < NAME_LENGTH ? add_entry(disk, name) : NULL;
  struct content *content = entry ? make_content() : NULL;
  bool is_put = content != NULL;
  if (is_put) {
    point(&entry->shown, content);
    point(&entry->synced, content);
    is_put = length == 0 || (put_bytes(&content->shown, bytes, length, 0) && put_bytes(&content->synced, bytes, length, 0));
  }
  pthread_mutex_unlock(&disk->mutex);
  return is_put;
}
