/// What each of our metrics says, for those who choose one from a list.
enum PrometheusHelp {
  static let texts = [
    "lockstep_connections": "Registered devices that are connected now.",
    "lockstep_connections_refused_total":
      "Connections that were not let in, or put out for what they did, by port and reason.",
    "lockstep_device_goodbyes_total": "Sessions of devices that the server has ended, by reason.",
    "lockstep_strangers": "Connections that have not proved who they are, by port.",
    "lockstep_device_looks_total": "How often a device's session looked for its work in the database.",
    "lockstep_device_changes_taken_total":
      "How often a device's session took what had been looked up for all devices, and needed no look of its own.",
    "lockstep_devices": "Devices: registered ones by connection, and those that wait to be registered.",
    "lockstep_devices_on_hold": "Registered devices that are on hold, suspended or stopped: an operator decides.",
    "lockstep_devices_not_equal": "Registered devices whose last compare found that they do not hold what they should.",
    "lockstep_devices_never_compared": "Registered devices that were not compared yet.",
    "lockstep_oldest_compare_seconds":
      "How long the last compare is ago, of the device where it is longest; 0 for none.",
    "lockstep_oldest_unsent_change_seconds":
      "How long the oldest change waits that a device has not got, by connection; 0 for none.",
    "lockstep_oldest_waiting_pull_seconds":
      "How long the oldest user waits who is to be read from a device, by connection; 0 for none.",
    "lockstep_logs_ingested_total": "Entries of devices' logs that were stored.",
    "lockstep_events_removed_total":
      "Entries of the monitoring log that were removed because they were too old, or too many.",
    "lockstep_oldest_event_seconds": "How old the oldest entry of the monitoring log is; 0 for none.",
    "lockstep_erasures_open":
      "People who are being erased for good and are not yet, on the server and on every device.",
    "lockstep_oldest_erasure_seconds": "How long ago the oldest of them was asked for; 0 for none.",
    "lockstep_lag_seconds": "How long each stage of an enrolment's way took, once it ended.",
    "lockstep_pulls_total": "Users that were read from devices.",
    "lockstep_merges_total": "Records from devices that were judged, by outcome.",
    "lockstep_transfers_total": "Users written to devices or deleted there, by outcome.",
    "lockstep_commits_total": "Transactions, each of which may hold the jobs of many connections.",
    "lockstep_states_encoded_total": "Users that were encoded, once for each capability profile.",
    "lockstep_mail_waiting": "Mails in the outbox that wait to be handed over.",
    "lockstep_mail_sent_total": "Mails that a mail server took over.",
    "lockstep_mail_refused_total": "Mails that were refused for good, or given up after three days.",
    "lockstep_tls_handshakes_total": "Connections that tried TLS, on either port, by how the handshake ended.",
    "lockstep_tls_certificate_seconds_left": "How long the certificate of each port is still valid.",
  ]
}
