/*
 * A PKCS #11 library for tests: another one, with faults on demand.
 *
 *   FAULTS_LIBRARY   the library that does the work
 *   FAULTS_ORDERS    a file of one line, `FUNCTION FAULT NUMBER [once]`, looked for at each call of a function below:
 *                      error   answers with the CKR of that number     hang    does not answer
 *                      close   closes all sessions, then goes on       crash   ends the process
 *                      flags   adds these flags to what is told        garble  makes something else of it
 *                    with `once` the file is removed when the order is carried out
 *   FAULTS_LOG       gets a line for each call: function, a number that says more, process
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pkcs11/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static CK_FUNCTION_LIST faulty;
static CK_FUNCTION_LIST_PTR sound;

struct order {
  char fault[16];
  unsigned long number;
};

static void tell(const char *function, unsigned long number) {
  char line[80];
  int size = snprintf(line, sizeof line, "%s %lu %d\n", function, number, getpid());
  int file = open(getenv("FAULTS_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (file < 0) return;
  if (write(file, line, size) != size) _exit(1);
  close(file);
}

static struct order order_for(const char *function) {
  struct order order = {"", 0};
  char name[40] = "", fault[16] = "", once[8] = "";
  long number = 0;
  FILE *file = fopen(getenv("FAULTS_ORDERS"), "r");
  if (!file) return order;
  int read = fscanf(file, "%39s %15s %li %7s", name, fault, &number, once);
  fclose(file);
  if (read < 2 || strcmp(name, function) != 0) return order;
  if (strcmp(once, "once") == 0) unlink(getenv("FAULTS_ORDERS"));
  strcpy(order.fault, fault);
  order.number = number;
  return order;
}

/* What an order asks for before the call; CKR_OK when the call shall go on. */
static CK_RV before(const char *function, struct order *order, CK_SESSION_HANDLE session) {
  *order = order_for(function);
  if (strcmp(order->fault, "error") == 0) return order->number;
  if (strcmp(order->fault, "crash") == 0) _exit(1);
  while (strcmp(order->fault, "hang") == 0) pause();
  if (strcmp(order->fault, "close") == 0) {
    CK_SESSION_INFO info;
    if (sound->C_GetSessionInfo(session, &info) == CKR_OK) sound->C_CloseAllSessions(info.slotID);
  }
  return CKR_OK;
}

static CK_RV initialize(CK_VOID_PTR arguments) {
  tell("C_Initialize", arguments ? ((CK_C_INITIALIZE_ARGS_PTR)arguments)->flags : 0);
  struct order order;
  CK_RV rv = before("C_Initialize", &order, 0);
  return rv == CKR_OK ? sound->C_Initialize(arguments) : rv;
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  struct order order = order_for("C_GetTokenInfo");
  CK_RV rv = sound->C_GetTokenInfo(slot, info);
  if (strcmp(order.fault, "flags") == 0) info->flags |= order.number;
  return rv;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify,
                          CK_SESSION_HANDLE_PTR session) {
  tell("C_OpenSession", flags);
  struct order order;
  CK_RV rv = before("C_OpenSession", &order, 0);
  return rv == CKR_OK ? sound->C_OpenSession(slot, flags, application, notify, session) : rv;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size) {
  tell("C_Login", user);
  struct order order;
  CK_RV rv = before("C_Login", &order, session);
  return rv == CKR_OK ? sound->C_Login(session, user, pin, size) : rv;
}

static CK_RV generate_key_pair(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_ATTRIBUTE_PTR open,
                               CK_ULONG openCount, CK_ATTRIBUTE_PTR closed, CK_ULONG closedCount,
                               CK_OBJECT_HANDLE_PTR publicKey, CK_OBJECT_HANDLE_PTR privateKey) {
  tell("C_GenerateKeyPair", mechanism->mechanism);
  struct order order;
  CK_RV rv = before("C_GenerateKeyPair", &order, session);
  if (rv != CKR_OK) return rv;
  CK_BBOOL yes = CK_TRUE;
  for (CK_ULONG i = 0; i < closedCount; i++)
    if (strcmp(order.fault, "garble") == 0 && closed[i].type == CKA_EXTRACTABLE) closed[i].pValue = &yes;
  return sound->C_GenerateKeyPair(session, mechanism, open, openCount, closed, closedCount, publicKey, privateKey);
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  tell("C_SignInit", mechanism->mechanism);
  struct order order;
  CK_RV rv = before("C_SignInit", &order, session);
  return rv == CKR_OK ? sound->C_SignInit(session, mechanism, key) : rv;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG size, CK_BYTE_PTR signature,
                  CK_ULONG_PTR signatureSize) {
  tell("C_Sign", size);
  struct order order;
  CK_RV rv = before("C_Sign", &order, session);
  if (rv == CKR_OK) rv = sound->C_Sign(session, data, size, signature, signatureSize);
  if (strcmp(order.fault, "garble") == 0 && rv == CKR_OK) memset(signature, 0, *signatureSize);
  return rv;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  void *library = dlopen(getenv("FAULTS_LIBRARY"), RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
  if (!get || get(&sound) != CKR_OK) return CKR_GENERAL_ERROR;
  faulty = *sound;
  faulty.C_Initialize = initialize;
  faulty.C_GetTokenInfo = get_token_info;
  faulty.C_OpenSession = open_session;
  faulty.C_Login = login;
  faulty.C_GenerateKeyPair = generate_key_pair;
  faulty.C_SignInit = sign_init;
  faulty.C_Sign = sign;
  *list = &faulty;
  return CKR_OK;
}
