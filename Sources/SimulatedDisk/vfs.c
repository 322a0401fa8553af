// The functions that SQLite calls. See sqlite3.h for what each of them owes.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"

// An open file.
struct file {
  sqlite3_file base;
  simulated_disk *disk;
  struct content *content;
  uint64_t generation;
  uint32_t kind;  // of enum simulated_disk_file; 0: a temporary file, which has no name and no faults
  int lock;
};

static void lock_disk(simulated_disk *disk) { pthread_mutex_lock(&disk->mutex); }
static void unlock_disk(simulated_disk *disk) { pthread_mutex_unlock(&disk->mutex); }

static uint32_t kind_of(const char *name) {
  const char *dash = strrchr(name, '-');
  if (dash && strcmp(dash, "-wal") == 0) return SIMULATED_DISK_WAL;
  if (dash && strcmp(dash, "-journal") == 0) return SIMULATED_DISK_JOURNAL;
  return SIMULATED_DISK_DATABASE;
}

static int own_error(uint32_t call) {
  switch (call) {
    case SIMULATED_DISK_OPEN: return SQLITE_CANTOPEN;
    case SIMULATED_DISK_READ: return SQLITE_IOERR_READ;
    case SIMULATED_DISK_WRITE: return SQLITE_IOERR_WRITE;
    case SIMULATED_DISK_SYNC: return SQLITE_IOERR_FSYNC;
    case SIMULATED_DISK_TRUNCATE: return SQLITE_IOERR_TRUNCATE;
    case SIMULATED_DISK_DELETE: return SQLITE_IOERR_DELETE;
    default: return SQLITE_IOERR;
  }
}

// Every fault counts every call that it is about; the first that strikes gives the answer.
static int struck(simulated_disk *disk, uint32_t call, uint32_t kind) {
  int code = SQLITE_OK;
  for (size_t index = 0; index < disk->fault_count; index++) {
    struct simulated_disk_fault *fault = &disk->faults[index];
    if (!(fault->calls & call) || !(fault->files & kind)) continue;
    if (fault->after > 0) {
      fault->after--;
    } else if (fault->times > 0) {
      if (fault->times != UINT64_MAX) fault->times--;
      if (code == SQLITE_OK) code = fault->code ? fault->code : own_error(call);
    }
  }
  return code;
}

static bool is_dead(const struct file *file) { return file->generation != file->disk->generation; }

// MARK: Files

static int file_close(sqlite3_file *base) {
  struct file *file = (struct file *)base;
  simulated_disk *disk = file->disk;
  lock_disk(disk);
  struct content *content = file->content;
  if (!is_dead(file)) {
    if (content->exclusive == file) content->exclusive = NULL;
    if (content->reserved == file) content->reserved = NULL;
    if (file->lock > SQLITE_LOCK_NONE && content->shared > 0) content->shared--;
  }
  let_go(content);
  bool is_last = --disk->open_files == 0 && disk->is_forgotten;
  unlock_disk(disk);
  if (is_last) free_disk(disk);
  return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *to, int length, sqlite3_int64 offset) {
  struct file *file = (struct file *)base;
  lock_disk(file->disk);
  struct bytes *bytes = &file->content->shown;
  file->disk->counts.reads++;
  int code = is_dead(file) ? SQLITE_IOERR_READ : struck(file->disk, SIMULATED_DISK_READ, file->kind);
  if (code == SQLITE_OK) {
    size_t there = (size_t)offset < bytes->length ? bytes->length - (size_t)offset : 0;
    size_t read = there < (size_t)length ? there : (size_t)length;
    if (read > 0) memcpy(to, bytes->start + offset, read);
    memset((char *)to + read, 0, (size_t)length - read);
    file->disk->counts.bytes_read += read;
    if (read < (size_t)length) code = SQLITE_IOERR_SHORT_READ;
  }
  unlock_disk(file->disk);
  return code;
}

static int file_write(sqlite3_file *base, const void *from, int length, sqlite3_int64 offset) {
  struct file *file = (struct file *)base;
  simulated_disk *disk = file->disk;
  lock_disk(disk);
  disk->counts.writes++;
  int code = is_dead(file) ? SQLITE_IOERR_WRITE : struck(disk, SIMULATED_DISK_WRITE, file->kind);
  if (code == SQLITE_OK) {
    if (write_content(disk, file->content, from, (size_t)length, (size_t)offset)) {
      disk->counts.bytes_written += (uint64_t)length;
    } else {
      code = SQLITE_NOMEM;
    }
  } else if (!is_dead(file)) {
    // A write that fails may have begun.
    size_t begun = (size_t)(next_number(&disk->chance) % (uint64_t)(length / SECTOR + 1)) * SECTOR;
    write_content(disk, file->content, from, begun, (size_t)offset);
  }
  unlock_disk(disk);
  return code;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 length) {
  struct file *file = (struct file *)base;
  lock_disk(file->disk);
  file->disk->counts.truncates++;
  int code = is_dead(file) ? SQLITE_IOERR_TRUNCATE : struck(file->disk, SIMULATED_DISK_TRUNCATE, file->kind);
  if (code == SQLITE_OK && !truncate_content(file->disk, file->content, (size_t)length)) code = SQLITE_NOMEM;
  unlock_disk(file->disk);
  return code;
}

// As on Unix: the first sync of a log or journal syncs its folder, too.
static int file_sync(sqlite3_file *base, int flags) {
  (void)flags;
  struct file *file = (struct file *)base;
  simulated_disk *disk = file->disk;
  lock_disk(disk);
  disk->counts.syncs++;
  int code = is_dead(file) ? SQLITE_IOERR_FSYNC : struck(disk, SIMULATED_DISK_SYNC, file->kind);
  if (code != SQLITE_OK) {
    if (!is_dead(file)) drop_some(disk, file->content);
  } else if (!disk->syncs_lie) {
    if (!sync_content(file->content)) code = SQLITE_NOMEM;
    if (file->kind & (SIMULATED_DISK_WAL | SIMULATED_DISK_JOURNAL)) sync_folder(disk);
  }
  unlock_disk(disk);
  return code;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *length) {
  struct file *file = (struct file *)base;
  lock_disk(file->disk);
  int code = is_dead(file) ? SQLITE_IOERR_FSTAT : SQLITE_OK;
  *length = (sqlite3_int64)file->content->shown.length;
  unlock_disk(file->disk);
  return code;
}

static int take_lock(struct file *file, int lock) {
  struct content *content = file->content;
  if (lock <= file->lock) return SQLITE_OK;
  if (content->exclusive && content->exclusive != file) return SQLITE_BUSY;
  if (lock == SQLITE_LOCK_SHARED) {
    content->shared++;
  } else {
    if (content->reserved && content->reserved != file) return SQLITE_BUSY;
    content->reserved = file;
    if (lock == SQLITE_LOCK_EXCLUSIVE) {
      content->exclusive = file;
      if (content->shared > 1) {
        file->lock = SQLITE_LOCK_PENDING;
        return SQLITE_BUSY;
      }
    }
  }
  file->lock = lock;
  return SQLITE_OK;
}

static int file_lock(sqlite3_file *base, int lock) {
  struct file *file = (struct file *)base;
  lock_disk(file->disk);
  int code = is_dead(file) ? SQLITE_IOERR_LOCK : take_lock(file, lock);
  unlock_disk(file->disk);
  return code;
}

static int file_unlock(sqlite3_file *base, int lock) {
  struct file *file = (struct file *)base;
  lock_disk(file->disk);
  int code = is_dead(file) ? SQLITE_IOERR_UNLOCK : SQLITE_OK;
  if (code == SQLITE_OK && lock < file->lock) {
    struct content *content = file->content;
    if (content->exclusive == file) content->exclusive = NULL;
    if (content->reserved == file) content->reserved = NULL;
    if (lock == SQLITE_LOCK_NONE && content->shared > 0) content->shared--;
    file->lock = lock;
  }
  unlock_disk(file->disk);
  return code;
}

static int file_check_reserved(sqlite3_file *base, int *is_reserved) {
  struct file *file = (struct file *)base;
  lock_disk(file->disk);
  *is_reserved = file->content->reserved != NULL;
  int code = is_dead(file) ? SQLITE_IOERR_CHECKRESERVEDLOCK : SQLITE_OK;
  unlock_disk(file->disk);
  return code;
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
  (void)base, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *base) {
  (void)base;
  return SECTOR;
}

// A write never damages what is beside it, as SQLite expects of disks by itself.
static int file_characteristics(sqlite3_file *base) {
  (void)base;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// Version 1: no shared memory, nothing mapped.
static const sqlite3_io_methods methods = {
  .iVersion = 1, .xClose = file_close, .xRead = file_read, .xWrite = file_write, .xTruncate = file_truncate,
  .xSync = file_sync, .xFileSize = file_size, .xLock = file_lock, .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved, .xFileControl = file_control, .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
};

// MARK: The file system

static simulated_disk *disk_of(sqlite3_vfs *vfs) { return vfs->pAppData; }

static int find_content(simulated_disk *disk, const char *name, int flags, struct content **content) {
  if (!name) {
    *content = make_content();
    return *content ? SQLITE_OK : SQLITE_NOMEM;
  }
  disk->counts.opens++;
  int code = struck(disk, SIMULATED_DISK_OPEN, kind_of(name));
  if (code != SQLITE_OK) return code;
  struct entry *entry = find_entry(disk, name);
  if (!(entry && entry->shown)) {
    if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    entry = add_entry(disk, name);
    struct content *created = entry ? make_content() : NULL;
    if (!created) return SQLITE_NOMEM;
    keep(created);
    entry->shown = created;
  }
  *content = entry->shown;
  return SQLITE_OK;
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *given) {
  simulated_disk *disk = disk_of(vfs);
  struct file *file = (struct file *)base;
  *file = (struct file){0};
  lock_disk(disk);
  struct content *content = NULL;
  int code = find_content(disk, name, flags, &content);
  if (code == SQLITE_OK) {
    keep(content);
    *file = (struct file){.base = {&methods}, .disk = disk, .content = content, .generation = disk->generation,
                          .kind = name ? kind_of(name) : 0};
    disk->open_files++;
    if (given) *given = flags;
  }
  unlock_disk(disk);
  return code;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int syncs_folder) {
  simulated_disk *disk = disk_of(vfs);
  lock_disk(disk);
  disk->counts.deletes++;
  int code = struck(disk, SIMULATED_DISK_DELETE, kind_of(name));
  struct entry *entry = find_entry(disk, name);
  if (code == SQLITE_OK && !(entry && entry->shown)) code = SQLITE_IOERR_DELETE_NOENT;
  if (code == SQLITE_OK) {
    let_go(entry->shown);
    entry->shown = NULL;
    if (syncs_folder && !disk->syncs_lie) sync_folder(disk);
  }
  unlock_disk(disk);
  return code;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)flags;
  simulated_disk *disk = disk_of(vfs);
  lock_disk(disk);
  struct entry *entry = find_entry(disk, name);
  // As on Unix an empty file counts for nothing.
  *result = entry && entry->shown && (flags != SQLITE_ACCESS_EXISTS || entry->shown->shown.length > 0);
  unlock_disk(disk);
  return SQLITE_OK;
}

static int disk_full_path(sqlite3_vfs *vfs, const char *name, int room, char *path) {
  (void)vfs;
  return snprintf(path, (size_t)room, "%s", name) < room ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int disk_randomness(sqlite3_vfs *vfs, int length, char *bytes) {
  simulated_disk *disk = disk_of(vfs);
  lock_disk(disk);
  for (int index = 0; index < length; index++) bytes[index] = (char)next_number(&disk->chance);
  unlock_disk(disk);
  return length;
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
  simulated_disk *disk = disk_of(vfs);
  lock_disk(disk);
  disk->time += (microseconds + 999) / 1000;
  unlock_disk(disk);
  return microseconds;
}

static int disk_time_milliseconds(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
  // SQLite counts from the beginning of the Julian days.
  *milliseconds = 210866760000000ll + simulated_disk_time(disk_of(vfs));
  return SQLITE_OK;
}

static int disk_time_days(sqlite3_vfs *vfs, double *days) {
  sqlite3_int64 milliseconds;
  disk_time_milliseconds(vfs, &milliseconds);
  *days = (double)milliseconds / 86400000.0;
  return SQLITE_OK;
}

static int disk_last_error(sqlite3_vfs *vfs, int room, char *text) {
  (void)vfs, (void)room, (void)text;
  return 0;
}

void set_up_vfs(simulated_disk *disk) {
  disk->vfs = (sqlite3_vfs){
    .iVersion = 2, .szOsFile = sizeof(struct file), .mxPathname = NAME_LENGTH - 16, .zName = disk->vfs_name,
    .pAppData = disk, .xOpen = disk_open, .xDelete = disk_delete, .xAccess = disk_access,
    .xFullPathname = disk_full_path, .xRandomness = disk_randomness, .xSleep = disk_sleep,
    .xCurrentTime = disk_time_days, .xGetLastError = disk_last_error, .xCurrentTimeInt64 = disk_time_milliseconds,
  };
}
