// What the two halves of a simulated disk know of each other: contents and crashes, and the functions that SQLite calls.
#ifndef SIMULATED_DISK_INTERNAL_H
#define SIMULATED_DISK_INTERNAL_H

#include <pthread.h>
#include <sqlite3.h>

#include "simulated_disk.h"

enum { SECTOR = 512, NAME_LENGTH = 256, MOST_FAULTS = 64 };

struct bytes {
  uint8_t *start;
  size_t length, room;
};

// A write, or with data NULL a truncation to `offset`.
struct change {
  uint64_t order;
  size_t offset, length;
  uint8_t *data;
};

// What a name stands for. An open file keeps it, also after its deletion.
struct content {
  struct bytes synced, shown;
  struct change *pending;
  size_t count, room;
  unsigned users;  // names and open files
  // Who holds which lock, see xLock.
  unsigned shared;
  const void *reserved, *exclusive;
};

// A name in the only folder: after a sync of the folder both are one.
struct entry {
  char name[NAME_LENGTH];
  struct content *synced, *shown;
};

struct simulated_disk {
  sqlite3_vfs vfs;
  char vfs_name[48];
  pthread_mutex_t mutex;
  struct entry *entries;
  size_t count, room;
  uint64_t order;       // of the last change
  uint64_t generation;  // goes up with each crash
  uint64_t chance;      // state of the generator
  unsigned open_files;
  bool is_forgotten, syncs_lie;
  int64_t time;
  struct simulated_disk_counts counts;
  struct simulated_disk_fault faults[MOST_FAULTS];
  size_t fault_count;
};

// SplitMix64.
uint64_t next_number(uint64_t *state);
struct entry *find_entry(simulated_disk *disk, const char *name);
struct entry *add_entry(simulated_disk *disk, const char *name);
struct content *make_content(void);
void keep(struct content *content);
void let_go(struct content *content);
bool write_content(simulated_disk *disk, struct content *content, const void *data, size_t length, size_t offset);
bool truncate_content(simulated_disk *disk, struct content *content, size_t length);
// False without memory.
bool sync_content(struct content *content);
// A sync that failed: the system has forgotten that some of the changes are not on the disk.
void drop_some(simulated_disk *disk, struct content *content);
void sync_folder(simulated_disk *disk);
void free_disk(simulated_disk *disk);
void set_up_vfs(simulated_disk *disk);

#endif
