FILE_BYTES file_0[] = {
#embed "files/assets/api.js"
};
FILE_BYTES file_1[] = {
#embed "files/assets/ask.js"
};
FILE_BYTES file_2[] = {
#embed "files/assets/confirmed.js"
};
FILE_BYTES file_3[] = {
#embed "files/assets/console.css"
};
FILE_BYTES file_4[] = {
#embed "files/assets/console.js"
};
FILE_BYTES file_5[] = {
#embed "files/assets/csv.js"
};
FILE_BYTES file_6[] = {
#embed "files/assets/downloads.js"
};
FILE_BYTES file_7[] = {
#embed "files/assets/fields.js"
};
FILE_BYTES file_8[] = {
#embed "files/assets/forms.js"
};
FILE_BYTES file_9[] = {
#embed "files/assets/icon.svg"
};
FILE_BYTES file_10[] = {
#embed "files/assets/import.js"
};
FILE_BYTES file_11[] = {
#embed "files/assets/items.js"
};
FILE_BYTES file_12[] = {
#embed "files/assets/live.js"
};
FILE_BYTES file_13[] = {
#embed "files/assets/monitoring.js"
};
FILE_BYTES file_14[] = {
#embed "files/assets/report.js"
};
FILE_BYTES file_15[] = {
#embed "files/assets/search.js"
};
FILE_BYTES file_16[] = {
#embed "files/assets/status.js"
};
FILE_BYTES file_17[] = {
#embed "files/assets/times.js"
};
FILE_BYTES file_18[] = {
#embed "files/assets/upload.js"
};
FILE_BYTES file_19[] = {
#embed "files/help/access-groups.html"
};
FILE_BYTES file_20[] = {
#embed "files/help/administrators.html"
};
FILE_BYTES file_21[] = {
#embed "files/help/attention.html"
};
FILE_BYTES file_22[] = {
#embed "files/help/audit.html"
};
FILE_BYTES file_23[] = {
#embed "files/help/auto-sync.html"
};
FILE_BYTES file_24[] = {
#embed "files/help/backup.html"
};
FILE_BYTES file_25[] = {
#embed "files/help/devices.html"
};
FILE_BYTES file_26[] = {
#embed "files/help/first-steps.html"
};
FILE_BYTES file_27[] = {
#embed "files/help/mail.html"
};
FILE_BYTES file_28[] = {
#embed "files/help/mobile-id-users.csv"
};
FILE_BYTES file_29[] = {
#embed "files/help/monitoring.html"
};
FILE_BYTES file_30[] = {
#embed "files/help/notifications.html"
};
FILE_BYTES file_31[] = {
#embed "files/help/overview.html"
};
FILE_BYTES file_32[] = {
#embed "files/help/settings.html"
};
FILE_BYTES file_33[] = {
#embed "files/help/transfers.html"
};
FILE_BYTES file_34[] = {
#embed "files/help/users.html"
};
FILE_BYTES file_35[] = {
#embed "files/mail/en/deletions-held.html"
};
FILE_BYTES file_36[] = {
#embed "files/mail/en/deletions-held.subject"
};
FILE_BYTES file_37[] = {
#embed "files/mail/en/deletions-held.txt"
};
FILE_BYTES file_38[] = {
#embed "files/mail/en/file-errors.html"
};
FILE_BYTES file_39[] = {
#embed "files/mail/en/file-errors.subject"
};
FILE_BYTES file_40[] = {
#embed "files/mail/en/file-errors.txt"
};
FILE_BYTES file_41[] = {
#embed "files/mail/en/frame.html"
};
FILE_BYTES file_42[] = {
#embed "files/mail/en/frame.txt"
};
FILE_BYTES file_43[] = {
#embed "files/mail/en/invitation-withdrawn.html"
};
FILE_BYTES file_44[] = {
#embed "files/mail/en/invitation-withdrawn.subject"
};
FILE_BYTES file_45[] = {
#embed "files/mail/en/invitation-withdrawn.txt"
};
FILE_BYTES file_46[] = {
#embed "files/mail/en/invitation.html"
};
FILE_BYTES file_47[] = {
#embed "files/mail/en/invitation.subject"
};
FILE_BYTES file_48[] = {
#embed "files/mail/en/invitation.txt"
};
FILE_BYTES file_49[] = {
#embed "files/mail/en/missed-run.html"
};
FILE_BYTES file_50[] = {
#embed "files/mail/en/missed-run.subject"
};
FILE_BYTES file_51[] = {
#embed "files/mail/en/missed-run.txt"
};
FILE_BYTES file_52[] = {
#embed "files/mail/en/notification-over.html"
};
FILE_BYTES file_53[] = {
#embed "files/mail/en/notification-over.subject"
};
FILE_BYTES file_54[] = {
#embed "files/mail/en/notification-over.txt"
};
FILE_BYTES file_55[] = {
#embed "files/mail/en/notification.html"
};
FILE_BYTES file_56[] = {
#embed "files/mail/en/notification.subject"
};
FILE_BYTES file_57[] = {
#embed "files/mail/en/notification.txt"
};
FILE_BYTES file_58[] = {
#embed "files/mail/en/phone-removed.html"
};
FILE_BYTES file_59[] = {
#embed "files/mail/en/phone-removed.subject"
};
FILE_BYTES file_60[] = {
#embed "files/mail/en/phone-removed.txt"
};
FILE_BYTES file_61[] = {
#embed "files/mail/en/restored.html"
};
FILE_BYTES file_62[] = {
#embed "files/mail/en/restored.subject"
};
FILE_BYTES file_63[] = {
#embed "files/mail/en/restored.txt"
};
FILE_BYTES file_64[] = {
#embed "files/mail/en/test.html"
};
FILE_BYTES file_65[] = {
#embed "files/mail/en/test.subject"
};
FILE_BYTES file_66[] = {
#embed "files/mail/en/test.txt"
};
FILE_BYTES file_67[] = {
#embed "files/mail/en/user-deleted.html"
};
FILE_BYTES file_68[] = {
#embed "files/mail/en/user-deleted.subject"
};
FILE_BYTES file_69[] = {
#embed "files/mail/en/user-deleted.txt"
};
FILE_BYTES file_70[] = {
#embed "files/openapi.json"
};
FILE_BYTES file_71[] = {
#embed "files/pages/access-groups.mustache"
};
FILE_BYTES file_72[] = {
#embed "files/pages/administrators.mustache"
};
FILE_BYTES file_73[] = {
#embed "files/pages/api-tokens.mustache"
};
FILE_BYTES file_74[] = {
#embed "files/pages/attention.mustache"
};
FILE_BYTES file_75[] = {
#embed "files/pages/audit.mustache"
};
FILE_BYTES file_76[] = {
#embed "files/pages/compares.mustache"
};
FILE_BYTES file_77[] = {
#embed "files/pages/deleted-users.mustache"
};
FILE_BYTES file_78[] = {
#embed "files/pages/device.mustache"
};
FILE_BYTES file_79[] = {
#embed "files/pages/devices.mustache"
};
FILE_BYTES file_80[] = {
#embed "files/pages/entry-line.mustache"
};
FILE_BYTES file_81[] = {
#embed "files/pages/entry.mustache"
};
FILE_BYTES file_82[] = {
#embed "files/pages/erasures.mustache"
};
FILE_BYTES file_83[] = {
#embed "files/pages/event-line.mustache"
};
FILE_BYTES file_84[] = {
#embed "files/pages/help.mustache"
};
FILE_BYTES file_85[] = {
#embed "files/pages/invitation-ended.mustache"
};
FILE_BYTES file_86[] = {
#embed "files/pages/invitation.mustache"
};
FILE_BYTES file_87[] = {
#embed "files/pages/layout.mustache"
};
FILE_BYTES file_88[] = {
#embed "files/pages/mail.mustache"
};
FILE_BYTES file_89[] = {
#embed "files/pages/me.mustache"
};
FILE_BYTES file_90[] = {
#embed "files/pages/monitoring.mustache"
};
FILE_BYTES file_91[] = {
#embed "files/pages/notifications.mustache"
};
FILE_BYTES file_92[] = {
#embed "files/pages/overview.mustache"
};
FILE_BYTES file_93[] = {
#embed "files/pages/phone-ended.mustache"
};
FILE_BYTES file_94[] = {
#embed "files/pages/phone-layout.mustache"
};
FILE_BYTES file_95[] = {
#embed "files/pages/phone-remove.mustache"
};
FILE_BYTES file_96[] = {
#embed "files/pages/phone-removed.mustache"
};
FILE_BYTES file_97[] = {
#embed "files/pages/phone.mustache"
};
FILE_BYTES file_98[] = {
#embed "files/pages/problem.mustache"
};
FILE_BYTES file_99[] = {
#embed "files/pages/project-admins.mustache"
};
FILE_BYTES file_100[] = {
#embed "files/pages/project-held.mustache"
};
FILE_BYTES file_101[] = {
#embed "files/pages/project-notices.mustache"
};
FILE_BYTES file_102[] = {
#embed "files/pages/project-people.mustache"
};
FILE_BYTES file_103[] = {
#embed "files/pages/project-run.mustache"
};
FILE_BYTES file_104[] = {
#embed "files/pages/project-runs.mustache"
};
FILE_BYTES file_105[] = {
#embed "files/pages/project-settings.mustache"
};
FILE_BYTES file_106[] = {
#embed "files/pages/project-tabs.mustache"
};
FILE_BYTES file_107[] = {
#embed "files/pages/project-title.mustache"
};
FILE_BYTES file_108[] = {
#embed "files/pages/project-upload.mustache"
};
FILE_BYTES file_109[] = {
#embed "files/pages/projects.mustache"
};
FILE_BYTES file_110[] = {
#embed "files/pages/runs.mustache"
};
FILE_BYTES file_111[] = {
#embed "files/pages/settings.mustache"
};
FILE_BYTES file_112[] = {
#embed "files/pages/sign-in-link-ended.mustache"
};
FILE_BYTES file_113[] = {
#embed "files/pages/sign-in-link.mustache"
};
FILE_BYTES file_114[] = {
#embed "files/pages/sign-in.mustache"
};
FILE_BYTES file_115[] = {
#embed "files/pages/time.mustache"
};
FILE_BYTES file_116[] = {
#embed "files/pages/transfer.mustache"
};
FILE_BYTES file_117[] = {
#embed "files/pages/transfers.mustache"
};
FILE_BYTES file_118[] = {
#embed "files/pages/user-deleted.mustache"
};
FILE_BYTES file_119[] = {
#embed "files/pages/user-fields.mustache"
};
FILE_BYTES file_120[] = {
#embed "files/pages/user-import.mustache"
};
FILE_BYTES file_121[] = {
#embed "files/pages/user-new.mustache"
};
FILE_BYTES file_122[] = {
#embed "files/pages/user.mustache"
};
FILE_BYTES file_123[] = {
#embed "files/pages/users.mustache"
};
FILE_BYTES file_124[] = {
#embed "files/texts/en.json"
};
static const console_file files[] = {
  {"assets/api.js", file_0, sizeof file_0},
  {"assets/ask.js", file_1, sizeof file_1},
  {"assets/confirmed.js", file_2, sizeof file_2},
  {"assets/console.css", file_3, sizeof file_3},
  {"assets/console.js", file_4, sizeof file_4},
  {"assets/csv.js", file_5, sizeof file_5},
  {"assets/downloads.js", file_6, sizeof file_6},
  {"assets/fields.js", file_7, sizeof file_7},
  {"assets/forms.js", file_8, sizeof file_8},
  {"assets/icon.svg", file_9, sizeof file_9},
  {"assets/import.js", file_10, sizeof file_10},
  {"assets/items.js", file_11, sizeof file_11},
  {"assets/live.js", file_12, sizeof file_12},
  {"assets/monitoring.js", file_13, sizeof file_13},
  {"assets/report.js", file_14, sizeof file_14},
  {"assets/search.js", file_15, sizeof file_15},
  {"assets/status.js", file_16, sizeof file_16},
  {"assets/times.js", file_17, sizeof file_17},
  {"assets/upload.js", file_18, sizeof file_18},
  {"help/access-groups.html", file_19, sizeof file_19},
  {"help/administrators.html", file_20, sizeof file_20},
  {"help/attention.html", file_21, sizeof file_21},
  {"help/audit.html", file_22, sizeof file_22},
  {"help/auto-sync.html", file_23, sizeof file_23},
  {"help/backup.html", file_24, sizeof file_24},
  {"help/devices.html", file_25, sizeof file_25},
  {"help/first-steps.html", file_26, sizeof file_26},
  {"help/mail.html", file_27, sizeof file_27},
  {"help/mobile-id-users.csv", file_28, sizeof file_28},
  {"help/monitoring.html", file_29, sizeof file_29},
  {"help/notifications.html", file_30, sizeof file_30},
  {"help/overview.html", file_31, sizeof file_31},
  {"help/settings.html", file_32, sizeof file_32},
  {"help/transfers.html", file_33, sizeof file_33},
  {"help/users.html", file_34, sizeof file_34},
  {"mail/en/deletions-held.html", file_35, sizeof file_35},
  {"mail/en/deletions-held.subject", file_36, sizeof file_36},
  {"mail/en/deletions-held.txt", file_37, sizeof file_37},
  {"mail/en/file-errors.html", file_38, sizeof file_38},
  {"mail/en/file-errors.subject", file_39, sizeof file_39},
  {"mail/en/file-errors.txt", file_40, sizeof file_40},
  {"mail/en/frame.html", file_41, sizeof file_41},
  {"mail/en/frame.txt", file_42, sizeof file_42},
  {"mail/en/invitation-withdrawn.html", file_43, sizeof file_43},
  {"mail/en/invitation-withdrawn.subject", file_44, sizeof file_44},
  {"mail/en/invitation-withdrawn.txt", file_45, sizeof file_45},
  {"mail/en/invitation.html", file_46, sizeof file_46},
  {"mail/en/invitation.subject", file_47, sizeof file_47},
  {"mail/en/invitation.txt", file_48, sizeof file_48},
  {"mail/en/missed-run.html", file_49, sizeof file_49},
  {"mail/en/missed-run.subject", file_50, sizeof file_50},
  {"mail/en/missed-run.txt", file_51, sizeof file_51},
  {"mail/en/notification-over.html", file_52, sizeof file_52},
  {"mail/en/notification-over.subject", file_53, sizeof file_53},
  {"mail/en/notification-over.txt", file_54, sizeof file_54},
  {"mail/en/notification.html", file_55, sizeof file_55},
  {"mail/en/notification.subject", file_56, sizeof file_56},
  {"mail/en/notification.txt", file_57, sizeof file_57},
  {"mail/en/phone-removed.html", file_58, sizeof file_58},
  {"mail/en/phone-removed.subject", file_59, sizeof file_59},
  {"mail/en/phone-removed.txt", file_60, sizeof file_60},
  {"mail/en/restored.html", file_61, sizeof file_61},
  {"mail/en/restored.subject", file_62, sizeof file_62},
  {"mail/en/restored.txt", file_63, sizeof file_63},
  {"mail/en/test.html", file_64, sizeof file_64},
  {"mail/en/test.subject", file_65, sizeof file_65},
  {"mail/en/test.txt", file_66, sizeof file_66},
  {"mail/en/user-deleted.html", file_67, sizeof file_67},
  {"mail/en/user-deleted.subject", file_68, sizeof file_68},
  {"mail/en/user-deleted.txt", file_69, sizeof file_69},
  {"openapi.json", file_70, sizeof file_70},
  {"pages/access-groups.mustache", file_71, sizeof file_71},
  {"pages/administrators.mustache", file_72, sizeof file_72},
  {"pages/api-tokens.mustache", file_73, sizeof file_73},
  {"pages/attention.mustache", file_74, sizeof file_74},
  {"pages/audit.mustache", file_75, sizeof file_75},
  {"pages/compares.mustache", file_76, sizeof file_76},
  {"pages/deleted-users.mustache", file_77, sizeof file_77},
  {"pages/device.mustache", file_78, sizeof file_78},
  {"pages/devices.mustache", file_79, sizeof file_79},
  {"pages/entry-line.mustache", file_80, sizeof file_80},
  {"pages/entry.mustache", file_81, sizeof file_81},
  {"pages/erasures.mustache", file_82, sizeof file_82},
  {"pages/event-line.mustache", file_83, sizeof file_83},
  {"pages/help.mustache", file_84, sizeof file_84},
  {"pages/invitation-ended.mustache", file_85, sizeof file_85},
  {"pages/invitation.mustache", file_86, sizeof file_86},
  {"pages/layout.mustache", file_87, sizeof file_87},
  {"pages/mail.mustache", file_88, sizeof file_88},
  {"pages/me.mustache", file_89, sizeof file_89},
  {"pages/monitoring.mustache", file_90, sizeof file_90},
  {"pages/notifications.mustache", file_91, sizeof file_91},
  {"pages/overview.mustache", file_92, sizeof file_92},
  {"pages/phone-ended.mustache", file_93, sizeof file_93},
  {"pages/phone-layout.mustache", file_94, sizeof file_94},
  {"pages/phone-remove.mustache", file_95, sizeof file_95},
  {"pages/phone-removed.mustache", file_96, sizeof file_96},
  {"pages/phone.mustache", file_97, sizeof file_97},
  {"pages/problem.mustache", file_98, sizeof file_98},
  {"pages/project-admins.mustache", file_99, sizeof file_99},
  {"pages/project-held.mustache", file_100, sizeof file_100},
  {"pages/project-notices.mustache", file_101, sizeof file_101},
  {"pages/project-people.mustache", file_102, sizeof file_102},
  {"pages/project-run.mustache", file_103, sizeof file_103},
  {"pages/project-runs.mustache", file_104, sizeof file_104},
  {"pages/project-settings.mustache", file_105, sizeof file_105},
  {"pages/project-tabs.mustache", file_106, sizeof file_106},
  {"pages/project-title.mustache", file_107, sizeof file_107},
  {"pages/project-upload.mustache", file_108, sizeof file_108},
  {"pages/projects.mustache", file_109, sizeof file_109},
  {"pages/runs.mustache", file_110, sizeof file_110},
  {"pages/settings.mustache", file_111, sizeof file_111},
  {"pages/sign-in-link-ended.mustache", file_112, sizeof file_112},
  {"pages/sign-in-link.mustache", file_113, sizeof file_113},
  {"pages/sign-in.mustache", file_114, sizeof file_114},
  {"pages/time.mustache", file_115, sizeof file_115},
  {"pages/transfer.mustache", file_116, sizeof file_116},
  {"pages/transfers.mustache", file_117, sizeof file_117},
  {"pages/user-deleted.mustache", file_118, sizeof file_118},
  {"pages/user-fields.mustache", file_119, sizeof file_119},
  {"pages/user-import.mustache", file_120, sizeof file_120},
  {"pages/user-new.mustache", file_121, sizeof file_121},
  {"pages/user.mustache", file_122, sizeof file_122},
  {"pages/users.mustache", file_123, sizeof file_123},
  {"texts/en.json", file_124, sizeof file_124},
};
